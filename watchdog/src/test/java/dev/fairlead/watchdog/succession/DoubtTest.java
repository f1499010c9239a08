package dev.fairlead.watchdog.succession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a doubt of the owner leads to, with a spare and without. */
final class DoubtTest {
  private final World world = new World();

  @Test
  void doubtStartsASuccessorWhereThereIsNoSpare() {
    owner(false);
    assertEquals("Spawn 2", world.said(new Event.Doubted(1)));
    assertEquals("", world.said(new Event.Doubted(1)));
    assertEquals(
        "Incident 1, SERVE 2, Unwatch 1, Examine 1",
        world.said(new Event.Condemned(1, Traces.NONE)));
    world.give(new Event.Serving(2));
    world.give(new Event.Examined(1));
    assertEquals("OWN 2, Watch 2", world.said(killed(1)));
    world.give(new Event.Owning(2));
    assertEquals("", after(Settling.TRUST));
  }

  @Test
  void doubtIsSaidBeforeTheProcessItStartsAndOnlyOnce() {
    owner(false);
    List<Directive> done = world.give(new Event.Doubted(1));
    assertTrue(
        done.getFirst() instanceof Directive.Say(boolean _, String why)
            && why.startsWith("the node is in doubt"),
        done::toString);
    assertEquals(List.of(), world.give(new Event.Doubted(1)));
  }

  @Test
  void doubtForNothingEndsTheProcessItStartedAndIsSlowToStartAnother() {
    owner(false);
    world.give(new Event.Doubted(1));
    world.give(new Event.Ready(2));
    assertEquals("Kill 2", after(Settling.DOUBT));
    world.give(killed(2));
    assertEquals(List.of(), world.give(new Event.Doubted(1)), "nor is it said");
    assertEquals("", after(Settling.TRUST));
    assertEquals("Spawn 3", world.said(new Event.Doubted(1)));
  }

  @Test
  void doubtMeansNothingWhereThereIsASpare() {
    owner(true);
    world.give(new Event.Hello(2, true, World.DRAIN));
    world.give(new Event.Ready(2));
    assertEquals(List.of(), world.give(new Event.Doubted(1)));
    assertEquals("", after(Settling.DOUBT));
  }

  /** One that has worked for long enough to be given a spare, if it wants one. */
  private void owner(boolean spare) {
    world.give(new Event.Tick());
    world.give(new Event.Hello(1, spare, World.DRAIN));
    world.give(new Event.Looked(false));
    world.give(new Event.Serving(1));
    world.give(new Event.Owning(1));
    assertEquals(spare ? "Spawn 2" : "", after(Succession.SPARE_AFTER));
  }

  private String after(Duration time) {
    world.pass(time);
    return world.said(new Event.Tick());
  }

  private static Event killed(int id) {
    return new Event.Gone(id, 137, Traces.NONE);
  }
}
