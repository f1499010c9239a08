package dev.fairlead.catalog.region;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Member;
import dev.fairlead.gossip.swim.Members;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who counts as alive, right after a start and later. */
final class SurroundingsTest {
  private static Members members(Member... members) {
    return Members.of(List.of(members));
  }

  private static Member member(String name, String region, Member.State state) {
    return new Member(name, region, new Address("127.0.0.1", 7401), null, state, 0, null);
  }

  @Test
  void theMembershipIsBelievedBeforeTheMemory() {
    Surroundings at =
        new Surroundings(
            members(
                member("alive", "waw", Member.State.ALIVE),
                member("down", "waw", Member.State.DEAD)),
            Set.of("down", "unheard"),
            List.of());
    assertTrue(at.routableHere("alive"));
    assertFalse(at.routableHere("down"));
    assertTrue(at.routableHere("unheard"));
    assertFalse(at.routableHere("nobody"));
  }

  @Test
  void nodesThatAreNoLongerRememberedFlip() {
    Surroundings before = new Surroundings(members(), Set.of("a", "b"), List.of());
    Surroundings next = before.with(members(member("a", "waw", Member.State.ALIVE)), Set.of());
    // "a" stays routable here, but only now as a node of any region.
    assertEquals(Set.of("a", "b"), next.flipped(before));
    assertEquals(Set.of(), next.flipped(next));
  }

  @Test
  void thoseWhoLiveInTheRegionAreRememberedNextTime() {
    Surroundings at =
        new Surroundings(
            members(
                member("here", "waw", Member.State.ALIVE),
                member("gone", "waw", Member.State.DEAD),
                member("far", "ams", Member.State.ALIVE)),
            Set.of("unheard", "gone"),
            List.of());
    assertEquals(Set.of("here", "unheard"), at.livingIn("waw"));
  }

  @Test
  void memoryFades() {
    AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // overflows meanwhile
    Remembered remembered = new Remembered(Set.of("a"), nanos::get);
    nanos.addAndGet(Remembered.LIMIT.toNanos() - 1);
    assertEquals(Set.of("a"), remembered.now());
    nanos.addAndGet(1);
    assertEquals(Set.of(), remembered.now());
  }
}
