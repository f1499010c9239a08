package dev.fairlead.catalog.lock;

import java.util.concurrent.locks.LockSupport;

/**
 * Milliseconds that advance in steps of {@link #TICK_MILLIS}: reading them costs one load.
 *
 * <p>Thread-safe. One daemon thread, until closed.
 */
final class CoarseClock implements AutoCloseable {
  static final long TICK_MILLIS = 10;

  private final long start = System.nanoTime();
  private final Thread ticker;

  /** Written by the ticker only; the volatile read pairs with its write and orders nothing else. */
  private volatile long millis;

  private volatile boolean closed;

  CoarseClock() {
    ticker = Thread.ofPlatform().name("catalog-clock").daemon().start(this::tick);
  }

  /** Milliseconds since the clock was made. */
  long millis() {
    return millis;
  }

  /** How far it is behind now: about a tick, more on a machine that does not let it run. */
  long lagNanos() {
    long shown = millis; // first: a tick in between makes the lag too long, never too short
    return System.nanoTime() - start - shown * 1_000_000;
  }

  private void tick() {
    while (!closed) {
      millis = (System.nanoTime() - start) / 1_000_000;
      LockSupport.parkNanos(this, TICK_MILLIS * 1_000_000);
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(ticker);
  }
}
