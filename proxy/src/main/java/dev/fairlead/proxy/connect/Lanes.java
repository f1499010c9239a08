package dev.fairlead.proxy.connect;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The {@link Lane} of each service.
 *
 * <p>Holds at most {@value #MAX}: when there are so many, those nobody used for the length of a
 * retry budget's window are dropped, once a second, and services without a lane of their own share
 * one. Thread-safe.
 */
final class Lanes {
  /** Services with a lane of their own. */
  static final int MAX = 20_000;

  private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ConcurrentHashMap<String, Lane> lanes = new ConcurrentHashMap<>();
  private final Lane shared = new Lane(System.nanoTime());

  /** When it was swept; compare-and-set pairs with itself, so that one loop sweeps. */
  private final AtomicLong swept = new AtomicLong(System.nanoTime() - SWEEP_NANOS);

  /** The lane of a service. */
  Lane of(String service) {
    Lane known = lanes.get(service);
    return known != null ? known : made(service);
  }

  private Lane made(String service) {
    long now = System.nanoTime();
    if (lanes.size() >= MAX) {
      sweep(now);
    }
    return lanes.size() < MAX ? lanes.computeIfAbsent(service, _ -> new Lane(now)) : shared;
  }

  /** Who took a lane just before it is dropped here waits in it alone, and looks by itself. */
  private void sweep(long now) {
    long last = swept.get();
    if (now - last >= SWEEP_NANOS && swept.compareAndSet(last, now)) {
      lanes.values().removeIf(lane -> lane.waiting() == 0 && lane.budget().idle(now));
    }
  }
}
