package dev.fairlead.watchdog;

import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The watchdog's own log: {@code TIME watchdog LEVEL text}, one line each.
 *
 * <p>It shares nothing with the node's logging, which may be what hangs. Thread-safe.
 *
 * @param out where to
 */
record Journal(PrintStream out) {
  void info(String text) {
    line("INFO ", text);
  }

  void warn(String text) {
    line("WARN ", text);
  }

  void error(String text) {
    line("ERROR", text);
  }

  /** What a developer needs of an error of the watchdog itself. */
  void trace(Throwable error) {
    error.printStackTrace(out);
  }

  private void line(String level, String text) {
    out.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " watchdog " + level + " " + text);
  }
}
