package dev.fairlead.proxy.overload;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The readings of this process.
 *
 * <p>Confined to one thread.
 */
public final class ProcessReadings implements Supplier<Readings> {
  private final LongSupplier lagNanos;
  private final List<MemoryPoolMXBean> heap =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .toList();

  /**
   * With the lag of its event loops.
   *
   * @param lagNanos of at least half of them
   */
  public ProcessReadings(LongSupplier lagNanos) {
    this.lagNanos = lagNanos;
  }

  @Override
  public Readings get() {
    return new Readings(lagNanos.getAsLong(), heapShare(), directShare());
  }

  /** What is in use between collections is mostly garbage: only what they left counts. */
  private double heapShare() {
    long used = 0;
    for (MemoryPoolMXBean pool : heap) {
      MemoryUsage left = pool.getCollectionUsage();
      used += left == null ? 0 : left.getUsed();
    }
    return (double) used / Runtime.getRuntime().maxMemory();
  }

  private static double directShare() {
    long limit = PlatformDependent.maxDirectMemory();
    return limit > 0 && ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider
        ? (double) provider.metric().usedDirectMemory() / limit
        : 0;
  }
}
