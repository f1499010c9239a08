package dev.fairlead.proxy.connect;

import dev.fairlead.catalog.model.Policy;
import dev.fairlead.proxy.route.Fault;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One dispatch's place among all that wait, and the moment its patience ends.
 *
 * <p>At most one place is held at a time; asking again for the same reason keeps the place and the
 * first time limit. Confined to its event loop, but for {@link #wake} and {@link #wanted}.
 */
final class WaitingPlace {
  /** What is waited for. */
  enum Reason {
    /** The catalog loads the service. */
    LOAD(Fault.FR04),
    /** All instances are at their hard limit. */
    FREE_INSTANCE(Fault.FR03);

    private final Fault late;

    Reason(Fault late) {
      this.late = late;
    }
  }

  private final Dispatcher shared;
  private final EventLoop loop;
  private final String wanted;
  private final Runnable look;
  private final Consumer<Fault> late;

  /**
   * Whether it is to be woken. Set by its loop before it looks, taken by whoever frees a place:
   * what is not seen by the one is told by the other, and only one of those who free tells.
   */
  private final AtomicBoolean asleep = new AtomicBoolean();

  private @Nullable Reason reason;
  private @Nullable Lane lane;
  private @Nullable Future<?> timer;
  private long end;

  /**
   * Holds no place yet.
   *
   * @param wanted the instance that is waited for; empty for any
   * @param look called on the loop when there may be a free instance
   * @param late called on the loop when a wait is over before {@link #leave}
   */
  WaitingPlace(
      Dispatcher shared, EventLoop loop, String wanted, Runnable look, Consumer<Fault> late) {
    this.shared = shared;
    this.loop = loop;
    this.wanted = wanted;
    this.look = look;
    this.late = late;
  }

  /** The instance that is waited for; empty for any. */
  String wanted() {
    return wanted;
  }

  /** Whether it stands in a line already: it may take a place others wait for. */
  boolean inLine() {
    return lane != null;
  }

  /** Waits for the catalog; false when it may not (any longer). */
  boolean awaitLoad(Duration limit) {
    return reason == Reason.LOAD ? inTime() : begin(Reason.LOAD, limit);
  }

  /** Waits in line for a free instance; false when it may not (any longer). */
  boolean awaitInstance(Lane line, Policy policy) {
    if (reason == Reason.FREE_INSTANCE && line == lane) {
      return inTime();
    }
    if (!begin(Reason.FREE_INSTANCE, policy.queueWait())) {
      return false;
    }
    asleep.set(true);
    if (!line.enter(this, policy.effort(), loop)) {
      leave();
      return false;
    }
    lane = line;
    shared.traffic().effort().waits();
    return true;
  }

  private boolean inTime() {
    return System.nanoTime() - end < 0;
  }

  private boolean begin(Reason why, Duration limit) {
    leave();
    long nanos = limit.toNanos();
    if (nanos <= 0 || !shared.park()) {
      return false;
    }
    reason = why;
    end = System.nanoTime() + nanos;
    timer = loop.schedule(() -> check(why), nanos, TimeUnit.NANOSECONDS);
    return true;
  }

  private void check(Reason why) {
    if (reason == why && !inTime()) {
      late.accept(why.late);
    }
  }

  /** Has it look, unless it is about to; from any thread. */
  void wake() {
    if (asleep.compareAndSet(true, false) && !loop.isShuttingDown()) {
      loop.execute(this::look);
    }
  }

  private void look() {
    if (lane != null) { // it may have left meanwhile, and woken the next
      asleep.set(true); // first: what is freed while it looks has it look again
      look.run();
    }
  }

  /** Whether it holds a place. */
  boolean taken() {
    return reason != null;
  }

  /** Gives the place back, if there is one. */
  void leave() {
    if (reason == null) {
      return;
    }
    reason = null;
    shared.unpark();
    if (timer != null) {
      timer.cancel(false);
    }
    Lane line = lane;
    if (line != null) {
      lane = null;
      asleep.set(false);
      shared.traffic().effort().waitsNoMore();
      line.leave(this);
    }
  }
}
