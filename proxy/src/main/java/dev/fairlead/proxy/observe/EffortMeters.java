package dev.fairlead.proxy.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what is done for requests that were not answered at once: retries, replays, waiting.
 *
 * <p>Thread-safe; every method may be called on event loops.
 */
public final class EffortMeters {
  private final LongAdder retries = new LongAdder();
  private final LongAdder replays = new LongAdder();
  private final LongAdder queued = new LongAdder();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Map<NotRetried, Counter> notRetried = new EnumMap<>(NotRetried.class);

  EffortMeters(MeterRegistry meters) {
    counter(meters, "fairlead_upstream_retries", retries, "further instances or nodes tried");
    counter(meters, "fairlead_upstream_replays", replays, "requests sent again as asked");
    counter(meters, "fairlead_upstream_queued", queued, "had to wait for a free place");
    Gauge.builder("fairlead_upstream_queue", waiting, AtomicInteger::get)
        .description("wait for a free place now")
        .register(meters);
    for (NotRetried why : NotRetried.values()) {
      notRetried.put(
          why,
          Counter.builder("fairlead_upstream_not_retried")
              .description("failed and were not tried once more")
              .tag("reason", why.label())
              .register(meters));
    }
  }

  private static void counter(
      MeterRegistry meters, String name, LongAdder adder, String description) {
    FunctionCounter.builder(name, adder, LongAdder::sum).description(description).register(meters);
  }

  /** A further instance or node is tried. */
  public void retried() {
    retries.increment();
  }

  /** One failed and is not tried once more. */
  public void notRetried(NotRetried why) {
    Counter counter = notRetried.get(why);
    if (counter != null) { // there is one for each
      counter.increment();
    }
  }

  /** An instance asked for a request to be sent again, and it is. */
  public void replayed() {
    replays.increment();
  }

  /** One begins to wait for a free place. */
  public void waits() {
    queued.increment();
    waiting.incrementAndGet();
  }

  /** One waits no more. */
  public void waitsNoMore() {
    waiting.decrementAndGet();
  }
}
