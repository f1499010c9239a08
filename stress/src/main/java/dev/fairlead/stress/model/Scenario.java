package dev.fairlead.stress.model;

import dev.fairlead.stress.broken.Fault;
import java.util.List;
import java.util.Set;

/**
 * Which threads meet in an exploration, and which faults the lock has.
 *
 * <p>Immutable.
 *
 * @param name as reports show it
 * @param roles what each thread does, once
 * @param faults how the lock is broken; empty for the lock as it ships
 */
public record Scenario(String name, List<Role> roles, Set<Fault> faults) {
  /** Copies, and checks that the threads fit. */
  public Scenario {
    roles = List.copyOf(roles);
    faults = Set.copyOf(faults);
    if (roles.isEmpty() || roles.size() > State.THREADS_MAX) {
      throw new IllegalArgumentException(
          "%s: %d threads, not 1 to %d".formatted(name, roles.size(), State.THREADS_MAX));
    }
  }

  /** The same threads over a broken lock. */
  public Scenario with(Fault fault) {
    return new Scenario(name + ", " + fault.words(), roles, Set.of(fault));
  }
}
