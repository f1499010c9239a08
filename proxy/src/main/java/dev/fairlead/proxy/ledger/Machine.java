package dev.fairlead.proxy.ledger;

import dev.fairlead.watchdog.ledger.Vitals;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * What the JVM says about itself: collections, memory, whether a debugger may stop it.
 *
 * <p>Made late: the first use of the JVM's beans costs tens of milliseconds that a start does not
 * have. Used by one thread.
 */
final class Machine {
  private final List<GarbageCollectorMXBean> collectors =
      ManagementFactory.getGarbageCollectorMXBeans();
  private final long startNanos =
      System.nanoTime() - ManagementFactory.getRuntimeMXBean().getUptime() * 1_000_000;
  private final boolean debugged =
      ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
          .anyMatch(argument -> argument.contains("jdwp"));

  /** As long as the beans are not there: the beat and the drift alone. */
  static Vitals unknown(long beats, long nanos, long driftNanos) {
    return new Vitals(beats, nanos, 0, 0, 0, new Vitals.Heap(0, 0), 0, driftNanos, false);
  }

  /** How it is now. Waits for nothing. */
  Vitals look(long beats, long nanos, long driftNanos) {
    long count = 0;
    long millis = 0;
    for (GarbageCollectorMXBean collector : collectors) {
      count += Math.max(0, collector.getCollectionCount());
      millis += Math.max(0, collector.getCollectionTime());
    }
    Runtime runtime = Runtime.getRuntime();
    Vitals.Heap heap =
        new Vitals.Heap(runtime.totalMemory() - runtime.freeMemory(), runtime.maxMemory());
    return new Vitals(
        beats, nanos, nanos - startNanos, count, millis, heap, direct(), driftNanos, debugged);
  }

  private static long direct() {
    return ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider
        ? provider.metric().usedDirectMemory()
        : 0;
  }
}
