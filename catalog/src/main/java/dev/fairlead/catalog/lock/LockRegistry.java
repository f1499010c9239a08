package dev.fairlead.catalog.lock;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Every labelled lock of a catalog, by name: shown, probed, and, for drills, hung.
 *
 * <p>Thread-safe.
 */
public final class LockRegistry implements AutoCloseable {
  private static final Duration HANG_LIMIT = Duration.ofSeconds(10);
  private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE); // 292 years

  private final CoarseClock clock = new CoarseClock();
  private final ConcurrentMap<String, LabelledLock> locks = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** No locks yet. */
  public LockRegistry() {
    VirtualThreads.warnIfTheyMayNeverWake();
  }

  /** What the ledgers tell the time by, for tests that compare them with another clock. */
  CoarseClock clock() {
    return clock;
  }

  /**
   * Makes and registers a lock.
   *
   * @param rank a thread takes locks in ascending rank only
   * @throws IllegalArgumentException if there is one of that name
   */
  public LabelledLock lock(String name, int rank) {
    LabelledLock lock = unlisted(name, rank);
    if (locks.putIfAbsent(name, lock) != null) {
      throw new IllegalArgumentException("there is a lock named '" + name + "' already");
    }
    return lock;
  }

  /** Makes a lock that is not shown or probed: for many short-lived ones, as tests need them. */
  public LabelledLock unlisted(String name, int rank) {
    return new LabelledLock(name, rank, clock);
  }

  /** The locks that there are, by name. */
  public List<LabelledLock> all() {
    return locks.values().stream().sorted(Comparator.comparing(LabelledLock::name)).toList();
  }

  /**
   * What all of them look like now, by name. Takes nothing.
   *
   * @param stacks whether to look at what the threads inside and waiting do; it stops each for a
   *     moment
   */
  public List<LockStatus> status(boolean stacks) {
    return locks.values().stream()
        .map(lock -> lock.status(stacks))
        .sorted(Comparator.comparing(LockStatus::name))
        .toList();
  }

  /** Takes each lock once as reader and once as writer; the first that does not let it in. */
  public Optional<StuckLock> probe(Duration limit) {
    for (LabelledLock lock : locks.values()) {
      try {
        lock.probe(limit);
      } catch (LockException e) {
        return Optional.of(new StuckLock(lock.name(), lock.whyStuck(e)));
      }
    }
    return Optional.empty();
  }

  /**
   * Has a thread of its own take a lock as writer and never give it back: the fault that watchdogs
   * exist for. Returns once it is taken; closing the registry ends the thread.
   *
   * @param name the lock; empty for any
   * @return the name of the lock
   * @throws IllegalArgumentException if there is none of that name
   */
  public String holdForever(String name) {
    return holdFor(name, FOR_EVER);
  }

  /** As {@link #holdForever}, but gives it back after {@code time}: so that limits are passed. */
  public String holdFor(String name, Duration time) {
    LabelledLock lock = find(name);
    CountDownLatch taken = new CountDownLatch(1);
    Thread.ofPlatform().name("debug-hang-lock").daemon().start(() -> hold(lock, time, taken));
    try {
      taken.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return lock.name();
  }

  /**
   * Overwrites the word of a lock, so that nobody can take it any more and nobody holds it.
   *
   * @param name the lock; empty for any
   * @return the name of the lock
   * @throws IllegalArgumentException if there is none of that name
   */
  public String corrupt(String name) {
    LabelledLock lock = find(name);
    lock.bare().corrupt();
    return lock.name();
  }

  private LabelledLock find(String name) {
    Map<String, LabelledLock> all = Map.copyOf(locks);
    LabelledLock lock =
        name.isEmpty() ? all.values().stream().findFirst().orElse(null) : all.get(name);
    if (lock == null) {
      String known = all.keySet().stream().sorted().collect(Collectors.joining(", "));
      throw new IllegalArgumentException("no lock named '" + name + "'; there are: " + known);
    }
    return lock;
  }

  private void hold(LabelledLock lock, Duration time, CountDownLatch taken) {
    try {
      lock.write(
          "debug hang lock",
          HANG_LIMIT,
          () -> {
            taken.countDown();
            awaitClose(time);
          });
    } finally {
      taken.countDown(); // also when another hung it first
    }
  }

  private void awaitClose(Duration time) {
    try {
      boolean _ = closed.await(TimeUnit.NANOSECONDS.convert(time), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    clock.close();
  }
}
