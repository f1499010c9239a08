package dev.fairlead.stress.bench.catalog;

import java.lang.management.ManagementFactory;

/** How much of the heap is in use once garbage is gone. */
final class Heap {
  private static final int COLLECTIONS = 4;

  private Heap() {}

  /** Bytes in use: the least seen after several collections. */
  static long used() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}
