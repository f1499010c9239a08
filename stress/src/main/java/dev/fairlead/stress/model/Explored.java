package dev.fairlead.stress.model;

import org.jspecify.annotations.Nullable;

/**
 * What an exploration found.
 *
 * @param scenario what was explored
 * @param states how many states were visited; all there are, if there is no counterexample
 * @param counterexample a shortest way to break a rule; null if none is ever broken
 */
public record Explored(Scenario scenario, int states, @Nullable Counterexample counterexample) {
  /** In one line: {@code 21,345 states, no violation}. */
  public String summary() {
    return "%,d states, %s"
        .formatted(
            states,
            counterexample == null
                ? "no violation"
                : "VIOLATION after %d steps: %s"
                    .formatted(counterexample.path().size(), counterexample.rule()));
  }

  /** The interleaving that breaks a rule, one step a line; empty if there is none. */
  public String drawing() {
    return counterexample == null ? "" : counterexample.drawing(scenario.roles());
  }
}
