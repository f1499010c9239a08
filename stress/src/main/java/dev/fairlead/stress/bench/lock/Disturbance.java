package dev.fairlead.stress.bench.lock;

import java.util.concurrent.locks.LockSupport;

/** A thread that does something again and again, with a pause of so long between, until closed. */
final class Disturbance implements AutoCloseable {
  private final Thread thread;

  /** Set by close, read by the thread: a volatile write before volatile reads. */
  private volatile boolean closed;

  private Disturbance(long pauseNanos, Runnable body) {
    thread =
        Thread.ofPlatform().name("disturbance").daemon().unstarted(() -> run(pauseNanos, body));
  }

  static Disturbance every(long pauseNanos, Runnable body) {
    Disturbance disturbance = new Disturbance(pauseNanos, body);
    disturbance.thread.start();
    return disturbance;
  }

  private void run(long pauseNanos, Runnable body) {
    while (!closed) {
      body.run();
      LockSupport.parkNanos(pauseNanos);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
