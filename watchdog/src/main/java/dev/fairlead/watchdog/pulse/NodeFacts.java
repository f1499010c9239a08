package dev.fairlead.watchdog.pulse;

/**
 * What a node wrote about itself where it can be read without its help.
 *
 * <p>Immutable. Every value may be old: a node that hangs writes no more.
 *
 * @param phase of its start; empty when it did not say
 * @param gcMillis garbage collections since its start, all together
 * @param driftNanos the longest that a thread of it, which only sleeps, lately overslept
 * @param debugged whether it was started for a debugger
 */
public record NodeFacts(String phase, long gcMillis, long driftNanos, boolean debugged) {
  /** Of a node that says nothing. */
  public static final NodeFacts UNKNOWN = new NodeFacts("", 0, 0, false);
}
