package dev.fairlead.stress.drill.watchdog;

import java.util.Locale;

/** What happens to a healthy node without being its fault: none of it may end a process. */
enum Disturbance {
  /** Programs that want every core, several for each. */
  HOGS(5, 20),
  /** Garbage: a third of the heap alive, replaced as fast as a thread can. */
  GARBAGE(3, 15),
  /** Watchdog, node and spare stopped together, as a host or a virtual machine is. */
  PAUSE(5, 6),
  /** A disk that is kept writing and flushing. */
  DISK(3, 15),
  /** The wall clock jumps, forth or back, up to ten minutes. */
  CLOCK(1, 3);

  private final int leastSeconds;
  private final int mostSeconds;

  Disturbance(int leastSeconds, int mostSeconds) {
    this.leastSeconds = leastSeconds;
    this.mostSeconds = mostSeconds;
  }

  /** Its name in the report. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** It lasts at least so long. */
  int leastSeconds() {
    return leastSeconds;
  }

  /** It is over before. */
  int mostSeconds() {
    return mostSeconds;
  }
}
