package dev.fairlead.watchdog.pulse;

import dev.fairlead.watchdog.proc.ProcessState;
import java.util.Set;

/**
 * What is known beside an answer that did not come: about the process, the host, and from the node.
 *
 * <p>Immutable.
 *
 * @param process what Linux says of it
 * @param debugger what holds or may hold it on purpose; empty for nothing
 * @param excuses why it may not be the node's fault
 * @param phase of its start, as it said last; empty when it did not
 * @param text the figures behind, one line, for the evidence
 */
public record Facts(
    ProcessState process, String debugger, Set<Excuse> excuses, String phase, String text) {
  /** Nothing was read: there was no need, or no way. */
  public static final Facts UNKNOWN = new Facts(ProcessState.ALIVE, "", Set.of(), "", "");

  /** Copies the set. */
  public Facts {
    excuses = Set.copyOf(excuses);
  }

  /** Whether it is one of the excuses. */
  public boolean excused(Excuse excuse) {
    return excuses.contains(excuse);
  }
}
