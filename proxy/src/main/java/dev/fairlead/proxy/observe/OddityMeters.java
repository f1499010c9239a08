package dev.fairlead.proxy.observe;

import dev.fairlead.proxy.wire.Oddity;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** Counts what is odd in requests. Thread-safe. */
final class OddityMeters {
  private final Map<Oddity, Counter> counts = new EnumMap<>(Oddity.class);

  OddityMeters(MeterRegistry meters) {
    for (Oddity kind : Oddity.values()) {
      counts.put(
          kind,
          Counter.builder("fairlead_edge_oddities")
              .description("things in requests that are allowed and that hardly anybody does")
              .tag("kind", kind.label())
              .register(meters));
    }
  }

  void count(Oddity kind) {
    Counter counter = counts.get(kind);
    if (counter != null) { // always: there is one for each
      counter.increment();
    }
  }
}
