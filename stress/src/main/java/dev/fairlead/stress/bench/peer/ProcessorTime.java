package dev.fairlead.stress.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/** What the kernel says a process used so far, user and system. */
final class ProcessorTime {
  /** The unit of {@code /proc/PID/stat}, the same on every Linux that Java runs on. */
  private static final double TICKS_PER_SECOND = 100;

  /**
   * Fields after the name, which may itself hold blanks and parentheses; the first is the state.
   */
  private static final int USER = 11;

  private static final int SYSTEM = 12;

  private ProcessorTime() {}

  /** Seconds of all of them together. */
  static double seconds(Collection<Long> pids) throws IOException {
    double sum = 0;
    for (long pid : pids) {
      sum += parse(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
    }
    return sum;
  }

  /** Seconds, from a line of {@code /proc/PID/stat}. */
  static double parse(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
    return (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) / TICKS_PER_SECOND;
  }
}
