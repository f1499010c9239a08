package dev.fairlead.proxy.observe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;

/**
 * Watches the event loops from a thread of its own: posts a tick to each, and sees when one is
 * late.
 *
 * <p>A late loop has its thread's stack taken, because what it waits for is gone once it moves
 * again. Thread-safe.
 */
public final class LoopMonitor implements AutoCloseable {
  /** Between two ticks of a loop. */
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** A tick that waited this long makes its loop late. */
  public static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final List<Watched> loops = new ArrayList<>();
  private final Traffic traffic;
  private final Thread watcher;
  // Volatile: close() writes, the watcher reads on each round.
  private volatile boolean closed;

  /**
   * Starts watching.
   *
   * @param connections how many connections a loop owns
   */
  public LoopMonitor(
      Iterable<EventLoop> loops,
      ToIntFunction<EventLoop> connections,
      Traffic traffic,
      MeterRegistry meters) {
    this.traffic = traffic;
    for (EventLoop loop : loops) {
      Watched watched = new Watched(loop, connections, this.loops.size());
      this.loops.add(watched);
      Gauge.builder("fairlead_loop_lag_seconds", watched, w -> w.lag(System.nanoTime()) / 1e9)
          .description("how long a task waits on the event loop")
          .tag("loop", Integer.toString(this.loops.size() - 1))
          .register(meters);
    }
    this.watcher = Thread.ofPlatform().name("loop-monitor").daemon().start(this::watch);
  }

  private void watch() {
    long second = System.nanoTime();
    long before = traffic.requestsSoFar();
    while (!closed) {
      for (Watched loop : loops) {
        loop.tick();
      }
      long now = System.nanoTime();
      if (now - second >= TimeUnit.SECONDS.toNanos(1)) {
        long requests = traffic.requestsSoFar();
        traffic.perSecond((requests - before) * 1e9 / (now - second));
        before = requests;
        second = now;
      }
      LockSupport.parkNanos(this, TICK_NANOS);
    }
  }

  /** Every loop, in the order it was created. */
  public List<LoopStatus> status() {
    return loops.stream().map(Watched::status).toList();
  }

  /** How long a task waits on at least half of the loops. Waits for nothing. */
  public long commonLagNanos() {
    long now = System.nanoTime();
    long[] lags = loops.stream().mapToLong(loop -> loop.lag(now)).sorted().toArray();
    return lags[(lags.length - 1) / 2];
  }

  /** What {@link #look} shows of a loop. */
  @FunctionalInterface
  public interface Look {
    /**
     * One loop.
     *
     * @param index in the order they were created
     * @param ticks that it ran so far
     * @param lagNanos how long the last tick waited, or waits now if that is longer
     * @param connections that it owns
     */
    void at(int index, String name, long ticks, long lagNanos, int connections);
  }

  /** Shows every loop as it is now. Stops no thread and waits for none. */
  public void look(Look look) {
    long now = System.nanoTime();
    for (int i = 0; i < loops.size(); i++) {
      Watched loop = loops.get(i);
      look.at(i, loop.name, loop.ticks, loop.lag(now), loop.connections.applyAsInt(loop.loop));
    }
  }

  /** One line: name, wait and what it does, of the first late loop; empty if none is late. */
  public String problem() {
    for (Watched loop : loops) {
      if (loop.late(System.nanoTime())) {
        return loop.problem();
      }
    }
    return "";
  }

  /** As {@link #problem()}, of the first of these loops, late or not, with the numbers of all. */
  public String problem(List<Integer> numbers) {
    String first = loops.get(numbers.getFirst()).problem();
    return numbers.size() == 1 ? first : "of event loops " + numbers + " each, the first: " + first;
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(watcher);
  }

  /** One loop and its ticks. */
  private static final class Watched {
    private final EventLoop loop;
    private final ToIntFunction<EventLoop> connections;
    private final String name;

    /** Known from the start: a loop that hangs before its first tick has a stack too. */
    private final Thread thread;

    // Volatile, all: the loop's thread writes what the watcher and operators read.
    private volatile long postedAt;
    private volatile boolean pending;
    private volatile long lastLag;
    private volatile long maxLag;
    private volatile long ticks;

    /** Only the loop's thread counts; {@code ticks} shows it. */
    private long ran;

    Watched(EventLoop loop, ToIntFunction<EventLoop> connections, int index) {
      this.loop = loop;
      this.connections = connections;
      this.name = "loop-" + index;
      this.thread = loop.submit(() -> named(name)).syncUninterruptibly().getNow();
    }

    /** One name for a loop in tables, logs and thread dumps; Linux has it of the thread itself. */
    private static Thread named(String name) {
      Thread.currentThread().setName(name);
      return Thread.currentThread();
    }

    void tick() {
      if (pending || loop.isShuttingDown()) {
        return;
      }
      postedAt = System.nanoTime();
      pending = true;
      loop.execute(this::ran);
    }

    private void ran() {
      long lag = System.nanoTime() - postedAt;
      lastLag = lag;
      if (lag > maxLag) {
        maxLag = lag; // only this thread writes
      }
      ticks = ++ran;
      pending = false;
    }

    long lag(long now) {
      return pending ? Math.max(lastLag, now - postedAt) : lastLag;
    }

    LoopStatus status() {
      long now = System.nanoTime();
      long lag = lag(now);
      return new LoopStatus(
          name,
          TimeUnit.NANOSECONDS.toMillis(lag),
          TimeUnit.NANOSECONDS.toMillis(Math.max(maxLag, lag)),
          pendingTasks(),
          connections.applyAsInt(loop),
          late(now) ? LateStack.lines(frames()) : "");
    }

    private int pendingTasks() {
      return loop instanceof SingleThreadEventExecutor executor ? executor.pendingTasks() : 0;
    }

    String problem() {
      return "event loop %s (thread %s) does not move since %d ms, in %s"
          .formatted(
              name,
              thread.getName(),
              TimeUnit.NANOSECONDS.toMillis(lag(System.nanoTime())),
              LateStack.line(frames()));
    }

    boolean late(long now) {
      return pending && now - postedAt > LATE_NANOS;
    }

    StackTraceElement[] frames() {
      return thread.getStackTrace();
    }
  }
}
