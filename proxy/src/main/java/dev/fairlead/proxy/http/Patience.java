package dev.fairlead.proxy.http;

import dev.fairlead.catalog.model.Policy;
import dev.fairlead.proxy.observe.LoopTime;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long an exchange may take to be answered, over all its tries.
 *
 * <pre>
 *   request comes in ──complete──► answer begins ──► answer comes in ──► end
 *   │ timeout and     │ timeout,    │ idle_timeout without a byte
 *   │ try_timeout     │ absolute,   │
 *   │ without a byte  │ try_timeout from the later of this and the try's beginning
 * </pre>
 *
 * <p>One timer serves all; progress only notes the time. Confined to its event loop.
 */
final class Patience {
  private final Alarm alarm;
  private final Runnable tryExpired;
  private final Runnable expired;
  private final long totalNanos;
  private final long tryNanos;
  private final long withinNanos;
  private long last = LoopTime.now();
  private long tried;
  private boolean trying;
  private boolean complete;
  private boolean within;
  private boolean ended;

  /**
   * Nothing runs before {@link #tries}.
   *
   * @param tryExpired called when the try took too long; may end this, or begin another
   * @param expired called when all of it did
   */
  Patience(Alarm alarm, Policy policy, Runnable tryExpired, Runnable expired) {
    this.alarm = alarm;
    this.tryExpired = tryExpired;
    this.expired = expired;
    this.totalNanos = nanosOrForever(policy.timeout());
    this.tryNanos = nanosOrForever(policy.effort().tryTimeout());
    this.withinNanos = nanosOrForever(policy.idleTimeout());
  }

  private static long nanosOrForever(Duration limit) {
    return limit.isZero() ? TimeUnit.DAYS.toNanos(365) : limit.toNanos();
  }

  /**
   * An upstream has the request, or gets it.
   *
   * @param limited whether {@code try_timeout} is for this one
   */
  void tries(boolean limited) {
    tried = LoopTime.now();
    trying = limited;
    if (!complete) {
      last = tried;
    }
    schedule();
  }

  /** No upstream has it for now. */
  void between() {
    trying = false;
  }

  /** The request is complete: from now on only an answer counts. */
  void sent() {
    if (!complete) {
      complete = true;
      last = LoopTime.now();
    }
  }

  /** Bytes moved. */
  void progress(boolean answerBegan) {
    within = answerBegan;
    if (within || !complete) {
      last = LoopTime.now();
    }
  }

  void end() {
    ended = true;
    alarm.clear();
  }

  private void schedule() {
    long now = LoopTime.now();
    alarm.set(now + Math.min(left(now), tryLeft(now)), this::check);
  }

  private long left(long now) {
    return last + (within ? withinNanos : totalNanos) - now;
  }

  private long tryLeft(long now) {
    if (within || !trying) {
      return Long.MAX_VALUE;
    }
    long from = tried - last > 0 ? tried : last;
    return from + tryNanos - now;
  }

  private void check() {
    if (ended) {
      return;
    }
    long now = System.nanoTime();
    if (left(now) <= 0) {
      expired.run();
      return;
    }
    if (tryLeft(now) <= 0) {
      trying = false;
      tryExpired.run();
    }
    if (!ended) {
      schedule();
    }
  }
}
