package dev.fairlead.stress.subject;

import java.time.Duration;

/** Deadlines by {@link System#nanoTime()}, for the proofs. */
public final class Deadline {
  /** Longer than any stall of a machine: getting in is certain, only when is not. */
  public static final Duration LONG = Duration.ofSeconds(60);

  private Deadline() {}

  /** Passed already: gives up as soon as it would sleep. */
  public static long now() {
    return System.nanoTime();
  }

  /** Never reached. */
  public static long late() {
    return in(LONG);
  }

  /** So long from now. */
  public static long in(Duration time) {
    return System.nanoTime() + time.toNanos();
  }
}
