package dev.fairlead.watchdog.action;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * The last lines a node wrote, for the evidence. At the bound the oldest line goes.
 *
 * <p>Thread-safe.
 */
final class RecentLines {
  /** Lines kept. */
  static final int MAX_LINES = 500;

  private final Queue<String> lines = new ArrayDeque<>(MAX_LINES);

  synchronized void add(String line) {
    if (lines.size() == MAX_LINES) {
      lines.remove();
    }
    lines.add(line);
  }

  /** Oldest first. */
  synchronized List<String> list() {
    return List.copyOf(lines);
  }
}
