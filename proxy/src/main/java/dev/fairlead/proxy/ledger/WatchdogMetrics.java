package dev.fairlead.proxy.ledger;

import dev.fairlead.watchdog.ledger.LedgerPage;
import dev.fairlead.watchdog.ledger.WatchdogState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Registers the meters of the watchdog, which has no HTTP server of its own: it tells its node
 * through the ledger. Values are read when somebody looks. Stateless.
 */
public final class WatchdogMetrics {
  /** A watchdog that wrote nothing for so long is gone; it writes with each ping. */
  private static final long GONE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** The verdicts that replace a node, so that each counter exists before it counts. */
  private static final List<String> VERDICTS = List.of("stuck", "silent", "stopped", "gone");

  private final LedgerPage page;

  private WatchdogMetrics(LedgerPage page) {
    this.page = page;
  }

  /** Registers them all. */
  public static void register(MeterRegistry meters, LedgerPage page) {
    WatchdogMetrics metrics = new WatchdogMetrics(page);
    metrics.registerWatch(meters);
    metrics.registerIncidents(meters);
    metrics.registerEvidence(meters);
  }

  /** How it watches now. */
  private void registerWatch(MeterRegistry meters) {
    gauge(meters, "up", "", "Whether a watchdog watches this node.", this::up);
    gauge(
        meters,
        "deadline",
        "seconds",
        "Without a good answer for so long, the node is replaced.",
        s -> s.watch().deadlineNanos() / 1e9);
    gauge(
        meters,
        "drift.max",
        "seconds",
        "By how much the watchdog itself woke late, at worst, within a minute.",
        s -> s.watch().driftNanosMax() / 1e9);
    gauge(
        meters,
        "spare.ready",
        "",
        "Whether a warm process can take over.",
        s -> s.watch().spare().equals("ready") ? 1 : 0);
    gauge(
        meters,
        "budget.left",
        "",
        "Replacements that are still allowed within a minute.",
        s -> s.watch().budgetLeft());
    counter(meters, "probes", List.of(), "Pings sent.", s -> s.past().probes());
  }

  /** What it replaced, and why. */
  private void registerIncidents(MeterRegistry meters) {
    gauge(
        meters,
        "last.incident.timestamp",
        "seconds",
        "When the last one was, since 1970; 0 before the first.",
        s -> s.past().lastIncidentMillis() / 1e3);
    for (String verdict : VERDICTS) {
      counter(
          meters,
          "restarts",
          List.of("verdict", verdict),
          "Processes replaced, by verdict.",
          s -> s.past().restarts().getOrDefault(verdict, 0L));
    }
  }

  private void registerEvidence(MeterRegistry meters) {
    String evidence = "Evidence folders, by whether all that was to be had is in them.";
    counter(
        meters,
        "evidence",
        List.of("complete", "true"),
        evidence,
        s -> s.past().evidenceComplete());
    counter(
        meters,
        "evidence",
        List.of("complete", "false"),
        evidence,
        s -> s.past().evidenceIncomplete());
  }

  private double up(WatchdogState state) {
    boolean beats = state.pid() != 0 && System.nanoTime() - state.beatNanos() < GONE_NANOS;
    return beats ? 1 : 0;
  }

  private void gauge(
      MeterRegistry meters,
      String name,
      String unit,
      String description,
      ToDoubleFunction<WatchdogState> value) {
    Gauge.builder("fairlead.watchdog." + name, page, p -> value.applyAsDouble(p.watchdogState()))
        .description(description)
        .baseUnit(unit.isEmpty() ? null : unit)
        .strongReference(true)
        .register(meters);
  }

  private void counter(
      MeterRegistry meters,
      String name,
      List<String> tag,
      String description,
      ToDoubleFunction<WatchdogState> value) {
    // The registry stands for itself: a counter does not keep what it is given from being
    // collected.
    FunctionCounter.builder(
            "fairlead.watchdog." + name, meters, _ -> value.applyAsDouble(page.watchdogState()))
        .description(description)
        .tags(tag.toArray(String[]::new))
        .register(meters);
  }
}
