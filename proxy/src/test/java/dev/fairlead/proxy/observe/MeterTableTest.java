package dev.fairlead.proxy.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which labels have meters of their own. */
final class MeterTableTest {
  private static final long LATER = TimeUnit.MINUTES.toNanos(MeterTable.IDLE_MINUTES);

  private long now;
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final MeterTable<Counter> table =
      new MeterTable<>(
          2,
          () -> now,
          new MeterTable.Meters<>() {
            @Override
            public Counter make(String label, String service) {
              return Counter.builder("c").tag("label", label).register(registry);
            }

            @Override
            public long count(Counter meters) {
              return (long) meters.count();
            }

            @Override
            public void remove(Counter meters) {
              registry.remove(meters);
            }
          });

  private void count(String label, long at) {
    now = at;
    table.of(label, "").increment();
  }

  private double counted(String label) {
    return registry.get("c").tag("label", label).counter().count();
  }

  @Test
  void moreThanThereIsRoomForShareOneLabel() {
    for (String label : new String[] {"a", "b", "c", "d", "a"}) {
      count(label, 0);
    }
    assertEquals(2, counted("a"));
    assertEquals(1, counted("b"));
    assertEquals(2, counted("other"));
    assertNull(registry.find("c").tag("label", "c").counter());
  }

  @Test
  void aLabelThatCountsNothingMakesRoomForAnother() {
    count("a", 0);
    count("b", 0);
    count("a", LATER - 1);
    count("b", LATER - 1);
    count("c", LATER); // both counted since the table was full
    count("a", 2 * LATER - 1);
    count("c", 2 * LATER);
    assertNull(registry.find("c").tag("label", "b").counter());
    assertEquals(1, counted("c"));
    assertEquals(3, counted("a"));
    assertEquals(1, counted("other"));
  }

  @Test
  void labelsThatCountKeepTheirs() {
    count("a", 0);
    count("b", 0);
    for (int i = 1; i < 5; i++) {
      count("a", i * LATER - 1);
      count("b", i * LATER - 1);
      count("c", i * LATER);
    }
    assertEquals(5, counted("a"));
    assertEquals(5, counted("b"));
    assertEquals(4, counted("other"));
  }
}
