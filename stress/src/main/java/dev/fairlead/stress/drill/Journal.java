package dev.fairlead.stress.drill;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * The last things that happened, for evidence: at most {@value #MOST} lines.
 *
 * <p>Thread-safe: every access holds its monitor.
 */
final class Journal {
  private static final int MOST = 400;

  private final long startNanos = System.nanoTime();
  private final Deque<String> lines = new ArrayDeque<>();
  private final List<String> wrong = new ArrayList<>();
  private long wrongCount;

  /** Notes an event. */
  synchronized void note(String event) {
    if (lines.size() == MOST) {
      lines.removeFirst();
    }
    lines.addLast(time(System.nanoTime()) + " " + event);
  }

  /** Notes what must not have happened; the first ten are kept with what happened before them. */
  synchronized void wrong(String what) {
    wrongCount++;
    if (wrong.size() < 10) {
      wrong.add(time(System.nanoTime()) + " WRONG: " + what);
    }
    note("WRONG: " + what);
  }

  /** Seconds since the start. */
  String time(long nanos) {
    return String.format(Locale.ROOT, "%8.3f", (nanos - startNanos) / 1e9);
  }

  synchronized long wrongCount() {
    return wrongCount;
  }

  /** The first wrong things. */
  synchronized List<String> firstWrong() {
    return List.copyOf(wrong);
  }

  /** The last events that name one of {@code words}, or all if there are none. */
  synchronized List<String> last(int count) {
    List<String> all = List.copyOf(lines);
    return all.subList(Math.max(0, all.size() - count), all.size());
  }
}
