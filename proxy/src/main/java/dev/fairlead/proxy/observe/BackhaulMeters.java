package dev.fairlead.proxy.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what happens to connections to other nodes.
 *
 * <p>The first {@value #MAX_REGIONS} regions have a label of their own. Thread-safe; every method
 * may be called on event loops.
 */
public final class BackhaulMeters {
  /** Regions with a label of their own; later ones share {@code other}. */
  static final int MAX_REGIONS = 100;

  private final MeterRegistry meters;
  private final AtomicInteger links = new AtomicInteger();
  private final LongAdder opened = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder silent = new LongAdder();
  private final ConcurrentHashMap<String, Timer> roundTrips = new ConcurrentHashMap<>();

  BackhaulMeters(MeterRegistry meters) {
    this.meters = meters;
    Gauge.builder("fairlead_upstream_backhaul_links", links, AtomicInteger::get)
        .description("connections to other nodes open now")
        .register(meters);
    counter("fairlead_upstream_backhaul_opened", opened, "connections made to other nodes");
    counter("fairlead_upstream_backhaul_failed", failed, "connections that could not be made");
    counter("fairlead_upstream_backhaul_silent", silent, "closed because nothing was heard");
  }

  private void counter(String name, LongAdder adder, String description) {
    FunctionCounter.builder(name, adder, LongAdder::sum).description(description).register(meters);
  }

  /** A connection is there. */
  public void opened() {
    opened.increment();
    links.incrementAndGet();
  }

  /** It ended. */
  public void closed() {
    links.decrementAndGet();
  }

  /** One could not be made. */
  public void failed() {
    failed.increment();
  }

  /** One is closed because nothing was heard of the other side. */
  public void silent() {
    silent.increment();
  }

  /** A node of {@code region} answered a ping after {@code nanos}. */
  public void answered(String region, long nanos) {
    boolean own = roundTrips.containsKey(region) || roundTrips.size() < MAX_REGIONS;
    roundTrips
        .computeIfAbsent(own ? region : "other", this::timer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(String region) {
    return Timer.builder("fairlead_upstream_backhaul_rtt_seconds")
        .description("from a ping on the connection to its answer")
        .tag("region", region)
        .register(meters);
  }
}
