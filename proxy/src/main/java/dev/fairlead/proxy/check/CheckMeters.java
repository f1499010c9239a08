package dev.fairlead.proxy.check;

import dev.fairlead.catalog.model.InstanceRow.Health;
import dev.fairlead.proxy.check.CheckResult.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts checks. Labels are the kinds of results, which are few. Thread-safe. */
final class CheckMeters {
  private final Map<Outcome, Counter> byOutcome = new EnumMap<>(Outcome.class);

  /** Registers its meters, over what {@code book} knows. */
  CheckMeters(MeterRegistry meters, CheckBook book) {
    for (Outcome outcome : Outcome.values()) {
      byOutcome.put(
          outcome,
          Counter.builder("fairlead.upstream.checks")
              .description("Checks of instances, by how they ended.")
              .tag("result", outcome.name().toLowerCase(Locale.ROOT))
              .register(meters));
    }
    Gauge.builder("fairlead.upstream.checked.instances", book, known -> known.count(null))
        .description("Instances that this node checks.")
        .register(meters);
    Gauge.builder("fairlead.upstream.failing.instances", book, known -> known.count(Health.FAILING))
        .description("Instances that fail the checks of this node.")
        .register(meters);
  }

  void ended(CheckResult result) {
    Counter counter = byOutcome.get(result.outcome());
    if (counter != null) {
      counter.increment();
    }
  }
}
