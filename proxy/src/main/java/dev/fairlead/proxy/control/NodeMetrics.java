package dev.fairlead.proxy.control;

import dev.fairlead.catalog.Catalog;
import dev.fairlead.catalog.CatalogStatus;
import dev.fairlead.catalog.load.TableStatus;
import dev.fairlead.catalog.lock.LockStatus;
import dev.fairlead.gossip.GossipNode;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.util.function.ToDoubleFunction;

/**
 * Registers the meters of the catalog, its locks, replication, membership and the JVM. The data
 * plane registers its own.
 *
 * <p>Values are read when somebody looks, from snapshots that take no lock.
 */
public final class NodeMetrics implements AutoCloseable {
  private final JvmGcMetrics gc = new JvmGcMetrics();

  /** Registers them all. */
  public NodeMetrics(MeterRegistry meters, GossipNode gossip, Catalog catalog) {
    catalog(meters, catalog);
    catalog.locks().forEach(lock -> lock(meters, catalog, lock.name()));
    GossipMetrics.register(meters, gossip);
    gc.bindTo(meters);
    new JvmMemoryMetrics().bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    new UptimeMetrics().bindTo(meters);
  }

  private static void catalog(MeterRegistry meters, Catalog catalog) {
    counter(meters, "hits", "Lookups answered with a service.", catalog, CatalogStatus::hits);
    counter(meters, "misses", "Lookups answered otherwise.", catalog, CatalogStatus::misses);
    counter(
        meters,
        "malformed.rows",
        "Rows read that could not be used.",
        catalog,
        CatalogStatus::malformedRows);
    counter(
        meters,
        "option.faults",
        "Options of routes read that are not applied.",
        catalog,
        CatalogStatus::optionFaults);
    Gauge.builder("fairlead.catalog.loads.queued", catalog, c -> c.status().loadsQueued())
        .description("Loads that wait for a reader.")
        .register(meters);
    Gauge.builder("fairlead.catalog.commits.queued", catalog, c -> c.status().commitsQueued())
        .description("Commits that wait for the catalog writer.")
        .register(meters);
    table(meters, "hosts", catalog, c -> c.status().hosts());
    table(meters, "services", catalog, c -> c.status().services());
  }

  private static void counter(
      MeterRegistry meters,
      String name,
      String about,
      Catalog catalog,
      ToDoubleFunction<CatalogStatus> value) {
    FunctionCounter.builder(
            "fairlead.catalog." + name, catalog, c -> value.applyAsDouble(c.status()))
        .description(about)
        .register(meters);
  }

  /** Reads the status of one of the catalog's tables. */
  private interface TableOf {
    TableStatus read(Catalog catalog);
  }

  private static void table(MeterRegistry meters, String name, Catalog catalog, TableOf of) {
    Gauge.builder("fairlead.catalog.loaded", catalog, c -> of.read(c).loaded())
        .description("Keys held.")
        .tag("table", name)
        .register(meters);
    Gauge.builder("fairlead.catalog.weight", catalog, c -> of.read(c).bytes())
        .description("About what they weigh.")
        .baseUnit("bytes")
        .tag("table", name)
        .register(meters);
    Gauge.builder("fairlead.catalog.loads.inflight", catalog, c -> of.read(c).inFlight())
        .description("Loads begun and not finished.")
        .tag("table", name)
        .register(meters);
    FunctionCounter.builder("fairlead.catalog.loads", catalog, c -> of.read(c).started())
        .description("Loads begun.")
        .tag("table", name)
        .register(meters);
    FunctionCounter.builder("fairlead.catalog.loads.failed", catalog, c -> of.read(c).failed())
        .description("Loads that failed.")
        .tag("table", name)
        .register(meters);
    FunctionCounter.builder("fairlead.catalog.evictions", catalog, c -> of.read(c).evicted())
        .description("Values dropped for their weight or for being idle.")
        .tag("table", name)
        .register(meters);
  }

  private static void lock(MeterRegistry meters, Catalog catalog, String name) {
    acquisitions(meters, catalog, name, "read", LockStatus::reads);
    acquisitions(meters, catalog, name, "write", LockStatus::writes);
    FunctionCounter.builder(
            "fairlead.lock.timeouts", catalog, c -> of(c, name, LockStatus::timeouts))
        .description("Acquisitions given up at their time limit.")
        .tag("lock", name)
        .register(meters);
    Gauge.builder(
            "fairlead.lock.waiters", catalog, c -> of(c, name, status -> status.waiters().size()))
        .description("Threads that wait to get in.")
        .tag("lock", name)
        .register(meters);
  }

  private static void acquisitions(
      MeterRegistry meters,
      Catalog catalog,
      String name,
      String mode,
      ToDoubleFunction<LockStatus> value) {
    FunctionCounter.builder("fairlead.lock.acquisitions", catalog, c -> of(c, name, value))
        .description("Times the lock was taken.")
        .tag("lock", name)
        .tag("mode", mode)
        .register(meters);
  }

  private static double of(Catalog catalog, String name, ToDoubleFunction<LockStatus> value) {
    return catalog.locks().stream()
        .filter(lock -> lock.name().equals(name))
        .mapToDouble(value)
        .findFirst()
        .orElse(Double.NaN);
  }

  @Override
  public void close() {
    gc.close();
  }
}
