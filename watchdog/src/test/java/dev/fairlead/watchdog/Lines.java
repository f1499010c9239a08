package dev.fairlead.watchdog;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A log that a test can wait on. Thread-safe. */
final class Lines extends OutputStream {
  private static final Duration GENEROUS = Duration.ofSeconds(30);

  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private final List<String> lines = new ArrayList<>();

  PrintStream stream() {
    return new PrintStream(this, true, StandardCharsets.UTF_8);
  }

  @Override
  public synchronized void write(int next) {
    if (next == '\n') {
      lines.add(partial.toString(StandardCharsets.UTF_8));
      partial.reset();
      notifyAll();
    } else {
      partial.write(next);
    }
  }

  /** The n-th line, counted from 1, that contains the text. */
  synchronized String await(String text, int n) throws InterruptedException {
    long deadline = System.nanoTime() + GENEROUS.toNanos();
    while (true) {
      List<String> found = containing(text);
      if (found.size() >= n) {
        return found.get(n - 1);
      }
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("no line with '" + text + "' (" + n + ") in " + lines);
      }
      wait(left);
    }
  }

  /** What happened, for whoever reads the output of a test that failed. */
  synchronized void print() {
    lines.forEach(System.out::println);
  }

  synchronized List<String> containing(String text) {
    return lines.stream().filter(line -> line.contains(text)).toList();
  }
}
