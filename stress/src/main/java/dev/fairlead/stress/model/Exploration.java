package dev.fairlead.stress.model;

import dev.fairlead.catalog.lock.LockWord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Visits every state that any interleaving of a {@link Scenario} can reach, nearest first, so that
 * what it finds is as short as can be.
 *
 * <p>The rules: the word is sane; a writer is inside alone, and at most one reader is upgradable;
 * nobody sleeps for ever; when all have ended the word is 0 and nobody is queued.
 */
public final class Exploration {
  /** More would not fit a small heap; reaching it is reported, never taken for a proof. */
  public static final int STATES_MAX = 6_000_000;

  /** How a state was first reached. */
  private record Origin(State before, int thread) {}

  private final Scenario scenario;
  private final Map<State, @Nullable Origin> seen = new HashMap<>();
  private final Queue<State> frontier = new ArrayDeque<>();

  private Exploration(Scenario scenario) {
    this.scenario = scenario;
  }

  /**
   * Explores until the first violation, or to the end.
   *
   * @throws IllegalStateException if there are more than {@value #STATES_MAX} states
   */
  public static Explored of(Scenario scenario) {
    return new Exploration(scenario).run();
  }

  private Explored run() {
    visit(State.initial(scenario.roles()), null);
    for (State state = frontier.poll(); state != null; state = frontier.poll()) {
      boolean moved = false;
      for (int t = 0; t < state.threads(); t++) {
        for (State next : Turn.next(state, t, scenario)) {
          moved = true;
          visit(next, new Origin(state, t));
        }
      }
      String violation = violation(state, moved);
      if (violation != null) {
        return new Explored(scenario, seen.size(), new Counterexample(violation, pathTo(state)));
      }
    }
    return new Explored(scenario, seen.size(), null);
  }

  private void visit(State state, @Nullable Origin origin) {
    if (seen.containsKey(state)) {
      return;
    }
    if (seen.size() == STATES_MAX) {
      throw new IllegalStateException(
          "%s: more than %d states".formatted(scenario.name(), STATES_MAX));
    }
    seen.put(state, origin);
    frontier.add(state);
  }

  /** The rule that {@code state} breaks; null if it is right. */
  private static @Nullable String violation(State state, boolean moved) {
    if (!LockWord.sane(state.word())) {
      return "the word is corrupt: " + LockWord.hex(state.word());
    }
    int readers = 0;
    int upgradable = 0;
    int writers = 0;
    boolean ended = true;
    for (int t = 0; t < state.threads(); t++) {
      Op op = state.op(t);
      boolean inside = state.at(t) == op.begin();
      readers += inside && op.insideAsReader() ? 1 : 0;
      upgradable += inside && op.given == LockWord.UPGRADABLE_READER ? 1 : 0;
      writers += inside && op.insideAsWriter() ? 1 : 0;
      ended &= op == Op.END;
    }
    if (writers > 1 || (writers == 1 && readers > 0) || upgradable > 1) {
      return "not alone: %d writers, %d readers inside".formatted(writers, readers);
    }
    if (!ended) {
      return moved ? null : "somebody sleeps for ever";
    }
    boolean clean = state.word() == 0 && state.isQueueEmpty() && state.draining() < 0;
    return clean ? null : "all have left, the word is " + LockWord.hex(state.word());
  }

  private List<Counterexample.Line> pathTo(State end) {
    List<Counterexample.Line> path = new ArrayList<>();
    State after = end;
    for (Origin origin = seen.get(after); origin != null; origin = seen.get(after)) {
      String does = origin.before().at(origin.thread()).does;
      path.addFirst(new Counterexample.Line(origin.thread(), does, after.word()));
      after = origin.before();
    }
    return path;
  }
}
