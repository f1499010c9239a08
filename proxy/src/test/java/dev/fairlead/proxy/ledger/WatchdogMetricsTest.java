package dev.fairlead.proxy.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.watchdog.ledger.LedgerPage;
import dev.fairlead.watchdog.ledger.WatchdogState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WatchdogMetricsTest {
  @TempDir Path folder;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private LedgerPage page;

  @BeforeEach
  void register() throws IOException {
    page = LedgerPage.create(folder.resolve("ledger"));
    WatchdogMetrics.register(meters, page);
  }

  @Test
  void withoutAWatchdogItIsDownAndNothingCounted() {
    assertEquals(0, gauge("up"));
    assertEquals(0, restarts("stuck"));
  }

  @Test
  void aWatchdogThatWritesIsUp() {
    page.watchdog().write(state(System.nanoTime()));
    assertEquals(1, gauge("up"));
    assertEquals(0.5, gauge("deadline"));
    assertEquals(0.25, gauge("drift.max"));
    assertEquals(1, gauge("spare.ready"));
    assertEquals(4, gauge("budget.left"));
    assertEquals(1.7e9, gauge("last.incident.timestamp"));
    assertEquals(2, restarts("stuck"));
    assertEquals(0, restarts("silent"));
    assertEquals(99, meters.get("fairlead.watchdog.probes").functionCounter().count());
    assertEquals(3, evidence("true"));
    assertEquals(1, evidence("false"));
  }

  @Test
  void aWatchdogThatWroteLongAgoIsDownButWhatItCountedStays() {
    page.watchdog().write(state(System.nanoTime() - 6_000_000_000L));
    assertEquals(0, gauge("up"));
    assertEquals(2, restarts("stuck"));
  }

  private static WatchdogState state(long beatNanos) {
    return new WatchdogState(
        1,
        0,
        beatNanos,
        new WatchdogState.Watching("healthy", "ready", 500_000_000, 250_000_000, 4),
        new WatchdogState.Past(99, Map.of("stuck", 2L), "id", 1_700_000_000_000L, 3, 1));
  }

  private double gauge(String name) {
    return meters.get("fairlead.watchdog." + name).gauge().value();
  }

  private double restarts(String verdict) {
    return meters
        .get("fairlead.watchdog.restarts")
        .tag("verdict", verdict)
        .functionCounter()
        .count();
  }

  private double evidence(String complete) {
    return meters
        .get("fairlead.watchdog.evidence")
        .tag("complete", complete)
        .functionCounter()
        .count();
  }
}
