package dev.fairlead.stress.drill;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was true of every service, and when: the memory of the oracle.
 *
 * <p>A state begins when its change is about to be written and ends when the change after it has
 * been acknowledged, so neighbouring states overlap while a write is under way. Times are those of
 * {@link System#nanoTime}. States that ended longer ago than {@link #MEMORY_NANOS} are forgotten.
 * Thread-safe: every access holds its monitor.
 */
final class Truth {
  /** 90 s: longer than any answer and the staleness before it. */
  static final long MEMORY_NANOS = 90_000_000_000L;

  private static final long OPEN = Long.MAX_VALUE;

  private final Map<String, Deque<Span>> spans = new HashMap<>();

  /**
   * A state and when it held.
   *
   * @param state what was true
   * @param from not before
   * @param until not after; {@link Long#MAX_VALUE} while it is the last
   */
  record Span(ServiceState state, long from, long until) {}

  /** A change of {@code service} is about to be written. */
  synchronized void begin(String service, ServiceState next, long now) {
    spans.computeIfAbsent(service, _ -> new ArrayDeque<>()).addLast(new Span(next, now, OPEN));
  }

  /** The last change of {@code service} was acknowledged: what was true before it is over. */
  synchronized void acknowledged(String service, long now) {
    Deque<Span> all = spans.getOrDefault(service, new ArrayDeque<>());
    Deque<Span> kept = new ArrayDeque<>();
    for (Span span : all) {
      boolean last = span == all.peekLast();
      Span ended = last || span.until() != OPEN ? span : new Span(span.state(), span.from(), now);
      if (last || now - ended.until() < MEMORY_NANOS) {
        kept.addLast(ended);
      }
    }
    spans.put(service, kept);
  }

  /** All that was true of {@code service} at some moment between the two. */
  synchronized List<Span> during(String service, long from, long to) {
    List<Span> result = new ArrayList<>();
    for (Span span : spans.getOrDefault(service, new ArrayDeque<>())) {
      if (span.from() - to <= 0 && (span.until() == OPEN || span.until() - from >= 0)) {
        result.add(span);
      }
    }
    return result;
  }
}
