package dev.fairlead.proxy.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides when what was found is written into rows, so that a fleet that flaps does not flood the
 * feed.
 *
 * <pre>
 *   of one instance  at most one write a second; what changes back meanwhile is never written
 *   of one node      one transaction at a time, begun at least 200 ms apart, of at most 200 rows:
 *                    1 000 rows a second; the rest waits its turn, in the order it changed
 *   after a failure  the next try 1 s later, then twice as long, up to 30 s
 * </pre>
 *
 * <p>Holds what differs from its row, at most as many as there are instances. Confined to one
 * thread; pure.
 */
final class Reports {
  /** Rows in one transaction. */
  static final int MAX_ROWS = 200;

  /** From the beginning of one transaction to that of the next. */
  static final Duration BETWEEN = Duration.ofMillis(200);

  /** From one write of an instance to the next. */
  static final Duration EACH = Duration.ofSeconds(1);

  static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
  static final Duration LAST_BACKOFF = Duration.ofSeconds(30);

  private final Set<Checked> waiting = new LinkedHashSet<>();

  /** When the instances written within the last {@link #EACH} were; by id. */
  private final Map<String, Long> writtenNanos = new HashMap<>();

  private List<Checked> writing = List.of();
  private boolean started;
  private long notBeforeNanos;
  private Duration backoff = Duration.ZERO;

  /** Has {@code checked} written if its row differs by then. */
  void add(Checked checked) {
    waiting.add(checked);
  }

  /** What to write now, in one transaction; empty if nothing, or not yet. */
  List<Checked> take(long nowNanos) {
    if (!writing.isEmpty() || waiting.isEmpty() || (started && nowNanos - notBeforeNanos < 0)) {
      return List.of();
    }
    writtenNanos.values().removeIf(written -> nowNanos - written >= EACH.toNanos());
    List<Checked> taken = new ArrayList<>();
    Iterator<Checked> each = waiting.iterator();
    while (each.hasNext() && taken.size() < MAX_ROWS) {
      Checked checked = each.next();
      if (!checked.differs()) {
        each.remove();
      } else if (!writtenNanos.containsKey(checked.id())) {
        each.remove();
        taken.add(checked);
        writtenNanos.put(checked.id(), nowNanos);
      }
    }
    started = true;
    notBeforeNanos = nowNanos + BETWEEN.toNanos();
    writing = taken;
    return taken;
  }

  /** The transaction with what was taken is over. */
  void finished(boolean done, long nowNanos) {
    if (done) {
      backoff = Duration.ZERO;
    } else {
      waiting.addAll(writing);
      Duration doubled = backoff.isZero() ? FIRST_BACKOFF : backoff.multipliedBy(2);
      backoff = doubled.compareTo(LAST_BACKOFF) < 0 ? doubled : LAST_BACKOFF;
      notBeforeNanos = nowNanos + backoff.toNanos();
    }
    writing = List.of();
  }

  /** When {@link #take} may have something; {@code otherwise} if only after something happened. */
  long nextNanos(long nowNanos, long otherwise) {
    if (!writing.isEmpty() || waiting.isEmpty()) {
      return otherwise;
    }
    return started ? notBeforeNanos : nowNanos;
  }

  /** How long the next try waits after a failure; zero after none. */
  Duration backoff() {
    return backoff;
  }
}
