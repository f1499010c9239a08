package dev.fairlead.stress.jcstress;

import java.time.Duration;

/** Deadlines by {@link System#nanoTime()}, for the lessons. */
final class Deadline {
  /** Longer than any stall of a machine: getting in is certain, only when is not. */
  static final Duration LONG = Duration.ofSeconds(60);

  private Deadline() {}

  /** Passed already: gives up as soon as it would sleep. */
  static long now() {
    return System.nanoTime();
  }

  /** Never reached. */
  static long late() {
    return in(LONG);
  }

  static long in(Duration time) {
    return System.nanoTime() + time.toNanos();
  }
}
