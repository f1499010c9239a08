package dev.fairlead.proxy.observe;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Meters with a label that rows bring along: as many as there is room for, the others in one.
 *
 * <p>When there is no room, labels that counted nothing for {@value #IDLE_MINUTES} minutes are
 * given up for new ones, or a node that lives through many deployments would end with all it sees
 * under {@code other}. Thread-safe; finding a known label allocates nothing and takes no lock.
 *
 * @param <M> the meters of one label
 */
final class MeterTable<M> {
  /** A label that counted nothing for so long may be given up. */
  static final int IDLE_MINUTES = 10;

  private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(IDLE_MINUTES);

  /** Makes, reads and removes the meters of a label. */
  interface Meters<M> {
    /** For one label. */
    M make(String label, String service);

    /** What they counted so far. */
    long count(M meters);

    /** Nobody counts with them any more. */
    void remove(M meters);
  }

  private final int room;
  private final LongSupplier clock;
  private final Meters<M> meters;
  private final ConcurrentHashMap<String, M> known = new ConcurrentHashMap<>();

  /** Guarded by this: what each label had counted at the last look. */
  private Map<String, Long> counts = new HashMap<>();

  // Volatile, all: written under the lock, read without it to stay out of it. Who sees them late
  // waits for the lock once.
  private volatile @Nullable M other;
  private volatile boolean full;
  private volatile long nextLook;

  /**
   * No labels yet.
   *
   * @param room labels with meters of their own
   * @param clock nanoseconds, as {@link System#nanoTime}; asked about unknown labels only
   */
  MeterTable(int room, LongSupplier clock, Meters<M> meters) {
    this.room = room;
    this.clock = clock;
    this.meters = meters;
  }

  /**
   * The meters of a label.
   *
   * @param service a label beside it
   */
  M of(String label, String service) {
    M found = known.get(label);
    return found != null ? found : ofUnknown(label, service, clock.getAsLong());
  }

  private M ofUnknown(String label, String service, long nowNanos) {
    M shared = other;
    return shared != null && full && nowNanos - nextLook < 0
        ? shared
        : make(label, service, nowNanos);
  }

  private synchronized M make(String label, String service, long nowNanos) {
    if (full && nowNanos - nextLook >= 0) {
      giveUpIdle(nowNanos);
    }
    if (full) {
      M shared = other;
      if (shared == null) {
        shared = meters.make("other", "other");
        other = shared;
      }
      return shared;
    }
    M made = known.computeIfAbsent(label, name -> meters.make(name, service));
    if (known.size() >= room) {
      full = true;
      remember(nowNanos);
    }
    return made;
  }

  private void giveUpIdle(long nowNanos) {
    known.forEach((label, each) -> {
      if (Objects.equals(counts.get(label), meters.count(each))) {
        known.remove(label);
        meters.remove(each);
      }
    });
    full = known.size() >= room;
    remember(nowNanos);
  }

  private void remember(long nowNanos) {
    Map<String, Long> now = new HashMap<>();
    known.forEach((label, each) -> now.put(label, meters.count(each)));
    counts = now;
    nextLook = nowNanos + IDLE_NANOS;
  }
}
