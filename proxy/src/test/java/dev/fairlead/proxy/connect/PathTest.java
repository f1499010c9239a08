package dev.fairlead.proxy.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Member;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is known of the way to a node, and which nodes are chosen by it. */
final class PathTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private long now = TimeUnit.DAYS.toNanos(300);
  private final Path path = new Path(now);

  @Test
  void aSilentConnectionMakesItDeadAndAnAnswerUsable() {
    path.opened();
    assertTrue(path.silent(now));
    assertFalse(path.silent(now), "it was dead before");
    assertTrue(path.dead(now));
    path.heard(now);
    assertFalse(path.dead(now));
  }

  @Test
  void oneConnectionIsNotTheWholeWay() {
    path.opened();
    path.opened();
    path.answered(1, now);
    now += SECOND;
    assertFalse(path.silent(now), "another one was answered a second ago");
    now += 10 * SECOND;
    assertTrue(path.silent(now));
  }

  @Test
  void itIsWantedAslongAsSomebodyAsks() {
    assertTrue(path.silent(now));
    now += 50 * SECOND;
    assertTrue(path.dead(now));
    now += 50 * SECOND;
    assertTrue(path.wanted(now));
    now += 11 * SECOND;
    assertFalse(path.wanted(now));
  }

  @Test
  void recentRoundTripsCountMore() {
    path.answered(1_000, now);
    assertEquals(Duration.ofNanos(1_000), path.status().roundTrip());
    path.answered(9_000, now);
    assertEquals(Duration.ofNanos(2_000), path.status().roundTrip());
    for (int i = 0; i < 100; i++) {
      path.answered(9_000, now);
    }
    assertTrue(path.status().roundTrip().toNanos() > 8_900);
  }

  @Test
  void nodesMuchFurtherAwayThanTheNearestAreLeftOut() {
    Map<Member, Duration> away = new HashMap<>();
    Member near = node("near");
    Member likewise = node("likewise");
    Member far = node("far");
    Member unknown = node("unknown");
    away.put(near, Duration.ofMillis(20));
    away.put(likewise, Duration.ofMillis(44));
    away.put(far, Duration.ofMillis(46));
    List<Member> all = List.of(far, near, likewise, unknown);
    assertEquals(List.of(near, likewise, unknown), Paths.near(all, away::get));
    assertEquals(List.of(far, unknown), Paths.near(List.of(far, unknown), away::get));
    assertEquals(List.of(unknown), Paths.near(List.of(unknown), away::get));
  }

  private static Member node(String name) {
    Address address = new Address("127.0.0.1", 1);
    return new Member(name, "waw", address, address, Member.State.ALIVE, 1, null);
  }
}
