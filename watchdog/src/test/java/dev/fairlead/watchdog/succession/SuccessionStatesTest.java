package dev.fairlead.watchdog.succession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every state that can be reached by any events in any order, with every event in each of them.
 * {@link World} checks each step: one owner at most, one spare at most, nothing told to the dead,
 * nothing started after the stop, nothing left undone.
 */
final class SuccessionStatesTest {
  /** A step of a history: time that passes, then an event. */
  private record Step(Duration time, Event event) {}

  /** Leavers up to which histories are followed; beyond, more of them is more of the same. */
  private static final int MAX_LEAVERS = 1;

  private static final Duration NONE = Duration.ZERO;
  private static final Traces POISON = new Traces("serving", List.of("a/1/7"), List.of(), false);

  /** By key, one history that leads there. */
  private static final Map<String, List<Step>> STATES = new HashMap<>();

  private static final Map<String, Set<String>> TRANSITIONS = new TreeMap<>();
  private static int steps;

  @BeforeAll
  static void reachAllStates() {
    Queue<List<Step>> open = new ArrayDeque<>();
    List<Step> begin = List.of(new Step(NONE, new Event.Tick()));
    open.add(begin);
    STATES.put(replay(begin).key(), begin);
    for (List<Step> history = open.poll(); history != null; history = open.poll()) {
      for (Step step : stepsFrom(replay(history))) {
        List<Step> longer = new ArrayList<>(history);
        longer.add(step);
        World world = replay(history);
        Map<Integer, Stage> before = stages(world);
        take(world, step);
        note(before, step, stages(world));
        steps++;
        boolean follow = world.succession.company().leavers().size() <= MAX_LEAVERS;
        if (follow && STATES.putIfAbsent(world.key(), longer) == null) {
          open.add(longer);
        }
      }
    }
    System.out.println(STATES.size() + " states, " + steps + " steps");
  }

  @Test
  void everyStageIsReachedAndChangesOnlyAsItsTableSays() {
    assertEquals(expected(), TRANSITIONS);
  }

  @Test
  void obedientProcessesAreBackInServiceFromEveryState() {
    STATES.forEach((key, history) -> {
      World world = replay(history);
      world.obey(Duration.ofMinutes(3));
      assertTrue(world.healthy() || world.exits == 1, () -> key + " ends as " + world.key());
    });
  }

  @Test
  void stopEndsEverybodyFromEveryState() {
    STATES.forEach((key, history) -> {
      World world = replay(history);
      boolean exited = world.exits > 0;
      world.give(new Event.Stop());
      world.obey(Duration.ofMinutes(1));
      assertTrue(world.exits == 1, () -> key + (exited ? " exits twice" : " does not exit"));
    });
  }

  @Test
  void strangersChangeNothing() {
    STATES.forEach((key, history) -> {
      World world = replay(history);
      for (Event event : eventsOf(99)) {
        List<Directive> todo = world.give(event);
        boolean said = todo.stream().allMatch(Directive.Say.class::isInstance);
        assertTrue(said, () -> key + " " + event + " " + todo);
        assertEquals(key, world.key());
      }
    });
  }

  private static World replay(List<Step> history) {
    World world = new World();
    history.forEach(step -> take(world, step));
    return world;
  }

  private static void take(World world, Step step) {
    if (!step.time().isZero()) {
      world.pass(step.time());
      world.give(new Event.Tick());
    }
    world.give(step.event());
  }

  private static List<Step> stepsFrom(World world) {
    List<Step> steps = new ArrayList<>();
    for (Member member : world.succession.company().all()) {
      for (Event event : eventsOf(member.id())) {
        steps.add(new Step(NONE, event));
      }
    }
    for (Event event :
        List.of(new Event.Looked(false), new Event.Looked(true), new Event.Refused())) {
      if (world.key().contains("not looked")) {
        steps.add(new Step(NONE, event));
      }
    }
    steps.add(new Step(NONE, new Event.Stop()));
    steps.add(new Step(NONE, new Event.Hurry()));
    for (int seconds : List.of(1, 31, 61)) {
      steps.add(new Step(Duration.ofSeconds(seconds), new Event.Tick()));
    }
    return steps;
  }

  private static List<Event> eventsOf(int id) {
    return List.of(
        new Event.Hello(id, true, World.DRAIN),
        new Event.Hello(id, false, World.DRAIN),
        new Event.Ready(id),
        new Event.Serving(id),
        new Event.Owning(id),
        new Event.Released(id),
        new Event.Failed(id),
        new Event.Lost(id),
        new Event.Doubted(id),
        new Event.Condemned(id, POISON),
        new Event.Examined(id),
        new Event.Gone(id, 0, Traces.NONE),
        new Event.Gone(id, 78, POISON),
        new Event.Gone(id, 137, POISON),
        new Event.NotStarted(id),
        new Event.ReplaceAsked(id),
        new Event.Outdated(id));
  }

  private static Map<Integer, Stage> stages(World world) {
    Map<Integer, Stage> stages = new HashMap<>();
    world.succession.company().all().forEach(member -> stages.put(member.id(), member.stage()));
    return stages;
  }

  private static void note(Map<Integer, Stage> before, Step step, Map<Integer, Stage> after) {
    before.forEach((id, stage) -> {
      Stage next = after.get(id);
      if (stage != next) {
        String to = next == null ? "gone" : next.name();
        TRANSITIONS.computeIfAbsent(stage.name(), _ -> new TreeSet<>()).add(to);
      }
    });
  }

  /**
   * All arrows of the table of {@link Stage}, two where one event brings two: a spare that becomes
   * ready when it is waited for serves at once, one that serves when nobody owns owns at once.
   */
  private static Map<String, Set<String>> expected() {
    Map<String, Set<String>> arrows = new TreeMap<>();
    arrows.put("STARTING", Set.of("READY", "RUSHED", "TAKING", "OWNING", "ENDING", "gone"));
    arrows.put("READY", Set.of("TAKING", "OWNING", "ENDING", "gone"));
    arrows.put("RUSHED", Set.of("SERVING", "OWNING", "STOPPING", "ENDING", "gone"));
    arrows.put("TAKING", Set.of("SERVING", "OWNING", "STOPPING", "ENDING", "gone"));
    arrows.put("SERVING", Set.of("OWNING", "STOPPING", "ENDING", "gone"));
    arrows.put("OWNING", Set.of("OWNER", "CONDEMNED", "STOPPING", "ENDING", "gone"));
    arrows.put("OWNER", Set.of("LEAVING", "CONDEMNED", "STOPPING", "ENDING", "gone"));
    arrows.put("LEAVING", Set.of("DRAINING", "CONDEMNED", "STOPPING", "ENDING", "gone"));
    arrows.put("DRAINING", Set.of("STOPPING", "ENDING", "gone"));
    arrows.put("CONDEMNED", Set.of("EXAMINED", "ENDING", "gone"));
    arrows.put("EXAMINED", Set.of("ENDING", "gone"));
    arrows.put("STOPPING", Set.of("ENDING", "gone"));
    arrows.put("ENDING", Set.of("gone"));
    return arrows;
  }
}
