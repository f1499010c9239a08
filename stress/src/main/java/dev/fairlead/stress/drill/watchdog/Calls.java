package dev.fairlead.stress.drill.watchdog;

import dev.fairlead.stress.traffic.Visit;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Counts of visits, and the first that were not served. Thread-safe.
 *
 * <p>Counters are only summed, so no order between them is needed.
 */
public final class Calls implements Consumer<Visit> {
  private static final int MAX_KEPT = 20;

  private final LongAdder served = new LongAdder();
  private final LongAdder broken = new LongAdder();
  private final AtomicInteger kept = new AtomicInteger();
  private final ConcurrentLinkedQueue<Visit> first = new ConcurrentLinkedQueue<>();

  /** None yet. */
  public Calls() {}

  @Override
  public void accept(Visit visit) {
    if (visit.served()) {
      served.increment();
      return;
    }
    broken.increment();
    if (kept.getAndIncrement() < MAX_KEPT) {
      first.add(visit);
    }
  }

  /** How many were served. */
  public long served() {
    return served.sum();
  }

  /** How many were not. */
  public long broken() {
    return broken.sum();
  }

  /** What to say of those that were not served; nothing if all were. */
  public List<String> problems() {
    return broken() == 0
        ? List.of()
        : List.of(broken() + " requests were not served:\n  " + examples());
  }

  /** The first that were not served, in words. */
  public String examples() {
    return first.stream()
        .map(
            v -> "%s %s after %.0f ms: %s".formatted(v.kind(), v.outcome(), v.millis(), v.detail()))
        .collect(Collectors.joining("\n  "));
  }
}
