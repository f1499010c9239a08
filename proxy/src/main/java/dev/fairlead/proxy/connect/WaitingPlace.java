package dev.fairlead.proxy.connect;

import dev.fairlead.proxy.route.Fault;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One dispatch's place among all that wait, and the moment its patience ends.
 *
 * <p>At most one place is held at a time; asking again for the same reason keeps the place and the
 * first time limit. Confined to its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a timer that comes too late finds nobody waiting
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

    /** How it is answered when the wait is over. */
    Fault late() {
      return late;
    }
  }

  private final Dispatcher shared;
  private final EventLoop loop;
  private final Consumer<Fault> late;
  private @Nullable Reason reason;
  private long end;

  /**
   * Holds no place yet.
   *
   * @param late called on the loop when a wait is over before {@link #leave}
   */
  WaitingPlace(Dispatcher shared, EventLoop loop, Consumer<Fault> late) {
    this.shared = shared;
    this.loop = loop;
    this.late = late;
  }

  /** Takes a place and starts the time limit; false when it may not wait (any longer). */
  boolean enter(Reason why, Duration limit) {
    if (reason == why) {
      return System.nanoTime() - end < 0;
    }
    leave();
    long nanos = limit.toNanos();
    if (nanos <= 0 || !shared.park()) {
      return false;
    }
    reason = why;
    end = System.nanoTime() + nanos;
    loop.schedule(() -> check(why), nanos, TimeUnit.NANOSECONDS);
    return true;
  }

  private void check(Reason why) {
    if (reason == why && System.nanoTime() - end >= 0) {
      late.accept(why.late());
    }
  }

  /** Whether it holds a place. */
  boolean taken() {
    return reason != null;
  }

  /** Gives the place back, if there is one. */
  void leave() {
    if (reason != null) {
      reason = null;
      shared.unpark();
    }
  }
}
