package dev.fairlead.watchdog.succession;

import java.util.List;

/**
 * What a failed process left behind that may tell the cause. Immutable.
 *
 * @param phase the last phase of its start that it entered; empty when it never said
 * @param underWay the changes it was applying or loading at its end, the last one first
 * @param done those it was done with just before, the last one first
 * @param newConfig whether the configuration is not the one that is known to be good
 */
public record Traces(String phase, List<String> underWay, List<String> done, boolean newConfig) {
  /** The last phase: the start is over. */
  private static final String WHOLE = "serving";

  /** Of a process that left nothing. */
  public static final Traces NONE = new Traces("", List.of(), List.of(), false);

  /** Copies the lists. */
  public Traces {
    underWay = List.copyOf(underWay);
    done = List.copyOf(done);
  }

  /**
   * Of a process that hung instead of ending: once it serves, a hang accuses no change. It may be
   * anything, from a lock to a signal, while some change was always read just before; to leave out
   * an innocent one would take a service away.
   */
  public Traces ofAHang() {
    return phase.equals(WHOLE) ? new Traces(phase, List.of(), List.of(), newConfig) : this;
  }
}
