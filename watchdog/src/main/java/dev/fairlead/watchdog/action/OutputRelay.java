package dev.fairlead.watchdog.action;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/**
 * Passes one stream of the node on, line by line, and remembers the last ones.
 *
 * <p>A line over the bound is passed on in pieces, so nothing is lost and nothing grows. Ends with
 * the stream. Runs on a thread of its own: a terminal that does not read holds up the node's log,
 * as it would without a watchdog, but never the watch itself.
 */
final class OutputRelay implements Runnable {
  /** Longest line kept in one piece. */
  static final int MAX_LINE_BYTES = 4096; // 4 KiB

  private final InputStream in;
  private final PrintStream out;
  private final RecentLines recent;
  private final Predicate<String> taken;

  /**
   * A relay.
   *
   * @param taken sees each line first; true keeps it from being passed on
   */
  OutputRelay(InputStream in, PrintStream out, RecentLines recent, Predicate<String> taken) {
    this.in = in;
    this.out = out;
    this.recent = recent;
    this.taken = taken;
  }

  @Override
  public void run() {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    try (InputStream bytes = new BufferedInputStream(in)) {
      for (int next = bytes.read(); next >= 0; next = bytes.read()) {
        if (next == '\n') {
          pass(line);
        } else {
          line.write(next);
          if (line.size() == MAX_LINE_BYTES) {
            pass(line);
          }
        }
      }
    } catch (IOException | UncheckedIOException ended) {
      // The pipe of a killed process: what it wrote before has been passed on.
    }
    if (line.size() > 0) {
      pass(line);
    }
  }

  private void pass(ByteArrayOutputStream bytes) {
    String line = bytes.toString(StandardCharsets.UTF_8);
    bytes.reset();
    if (!taken.test(line)) {
      recent.add(line);
      out.println(line);
    }
  }
}
