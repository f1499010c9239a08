package dev.fairlead.watchdog;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The watchdog's own log: {@code TIME watchdog LEVEL text}, one line each.
 *
 * <p>It shares nothing with the node's logging, which may be what hangs. A thread of its own
 * writes: a terminal that takes no more output must not hold up a replacement. At most {@link
 * #MAX_LINES} wait; further ones are counted and left out. Thread-safe.
 */
final class Journal implements AutoCloseable {
  /** Lines that wait; an incident has about ten. */
  static final int MAX_LINES = 1000;

  /** How long the end of this process waits for the last lines to be written. */
  private static final Duration LAST_LINES = Duration.ofSeconds(1);

  private final PrintStream out;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>(MAX_LINES);
  private final AtomicInteger lost = new AtomicInteger();
  private final Thread writer;

  /** Set by {@link #close} before it wakes the writer, which then ends with the last line. */
  private volatile boolean closed;

  Journal(PrintStream out) {
    this.out = out;
    this.writer = Thread.ofPlatform().daemon().name("journal").start(this::write);
  }

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
    StringWriter text = new StringWriter();
    error.printStackTrace(new PrintWriter(text));
    put(text.toString().strip());
  }

  /** Writes what waits, for as long as that is taken. */
  @Override
  public void close() {
    closed = true;
    writer.interrupt();
    try {
      writer.join(LAST_LINES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void line(String level, String text) {
    put(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " watchdog " + level + " " + text);
  }

  private void put(String line) {
    if (!lines.offer(line)) {
      lost.incrementAndGet();
    }
  }

  private void write() {
    while (!closed || !lines.isEmpty()) {
      try {
        String line = closed ? lines.poll() : lines.take();
        if (line != null) {
          out.println(line);
        }
      } catch (InterruptedException closing) {
        continue;
      }
      int left = lost.getAndSet(0);
      if (left > 0) {
        out.println(left + " lines of the watchdog were left out: its output was not taken");
      }
    }
  }
}
