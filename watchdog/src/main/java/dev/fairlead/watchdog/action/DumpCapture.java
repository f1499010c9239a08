package dev.fairlead.watchdog.action;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes the thread dump that a JVM writes on SIGQUIT out of its log.
 *
 * <pre>
 *   idle ──arm──► armed ──"Full thread dump"──► taking ──blank line after "Heap"──► done
 * </pre>
 *
 * <p>At the line bound the rest of the dump is dropped. Thread-safe: the relay offers lines, the
 * evidence waits.
 */
final class DumpCapture {
  /** Lines of a dump that are kept; a thousand threads with deep stacks. */
  static final int MAX_LINES = 50_000;

  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");

  private enum State {
    IDLE,
    ARMED,
    TAKING,
    DONE
  }

  private State state = State.IDLE;
  private boolean heapSeen;
  private final List<String> lines = new ArrayList<>();

  /** Expects a dump. Call before the signal. */
  synchronized void arm() {
    state = State.ARMED;
    heapSeen = false;
    lines.clear();
  }

  /** Looks at a line of the log; true when it belongs to the dump. */
  synchronized boolean take(String line) {
    return switch (state) {
      case IDLE, DONE -> false;
      case ARMED -> begin(line);
      case TAKING -> more(line);
    };
  }

  /** Waits for the end of the dump; what came of it so far when the limit passes first. */
  synchronized List<String> await(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    for (long left = limit.toNanos();
        state != State.DONE && left > 0;
        left = deadline - System.nanoTime()) {
      wait(Math.max(1, left / 1_000_000));
    }
    return List.copyOf(lines);
  }

  private boolean begin(String line) {
    if (line.startsWith("Full thread dump")) {
      state = State.TAKING;
      lines.add(line);
      return true;
    }
    return DATE.matcher(line).matches();
  }

  private boolean more(String line) {
    heapSeen |= line.equals("Heap");
    if (heapSeen && line.isEmpty()) {
      state = State.DONE;
      notifyAll();
    } else if (lines.size() < MAX_LINES) {
      lines.add(line);
    }
    return true;
  }
}
