package dev.fairlead.stress.drill;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Watches that memory stays flat: the used heap after garbage collections. The first third of the
 * looks is warming up; of the rest, the median of the later half must not exceed that of the
 * earlier half by more than {@value #PERCENT} % and {@value #MEBIBYTES} MiB.
 *
 * <p>Confined to one thread; at most {@value #MOST} looks are kept.
 */
final class HeapWatch {
  static final int PERCENT = 10;
  static final int MEBIBYTES = 8;

  private static final int MOST = 1000;
  private static final int FEWEST = 6;

  private final long everyNanos;
  private final List<Long> used = new ArrayList<>();
  private long nextNanos = System.nanoTime();

  HeapWatch(long everySeconds) {
    this.everyNanos = TimeUnit.SECONDS.toNanos(everySeconds);
  }

  /** Looks if it is time to. */
  void step() {
    if (System.nanoTime() - nextNanos >= 0 && used.size() < MOST) {
      nextNanos += everyNanos;
      look();
    }
  }

  private void look() {
    System.gc();
    used.add(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
  }

  /** What is wrong; empty if memory is flat or there were too few looks to say. */
  String problem() {
    if (used.size() < FEWEST) {
      return "";
    }
    long before = earlier();
    long after = later();
    long allowed = before + before * PERCENT / 100 + ((long) MEBIBYTES << 20);
    return after <= allowed ? "" : "memory grows: " + text();
  }

  private long earlier() {
    int third = used.size() / 3;
    return median(used.subList(third, third + (used.size() - third) / 2));
  }

  private long later() {
    int third = used.size() / 3;
    return median(used.subList(third + (used.size() - third) / 2, used.size()));
  }

  private static long median(List<Long> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  /** Both medians, for people. */
  String text() {
    return used.size() < FEWEST
        ? "too few looks at the heap to say"
        : "heap after collection %d MiB, later %d MiB (%d looks)"
            .formatted(earlier() >> 20, later() >> 20, used.size());
  }
}
