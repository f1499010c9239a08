package dev.fairlead.proxy.listen;

import dev.fairlead.proxy.observe.Refusal;
import dev.fairlead.proxy.observe.Traffic;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the connections that are ended at the door, and writes a line about them to the log, one a
 * minute at most: who floods a node shall not flood its log.
 *
 * <p>The first is told at once; of those that follow within the minute only their number, with the
 * next one after it. Thread-safe.
 */
public final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  /** Between two lines. */
  private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Traffic traffic;
  private final LongSupplier nanoTime;
  private final Consumer<String> log;
  // Both pair with themselves: who moves the time on writes the line and takes the number.
  private final AtomicLong nextLine;
  private final AtomicLong untold = new AtomicLong();

  /** Counts in {@code traffic}. */
  public Refusals(Traffic traffic) {
    this(traffic, System::nanoTime, LOG::warn);
  }

  Refusals(Traffic traffic, LongSupplier nanoTime, Consumer<String> log) {
    this.traffic = traffic;
    this.nanoTime = nanoTime;
    this.log = log;
    this.nextLine = new AtomicLong(nanoTime.getAsLong());
  }

  /**
   * One more.
   *
   * @param where the listener's name
   * @param peer its address
   * @param why for people
   */
  void refused(Refusal refusal, String where, Object peer, String why) {
    traffic.refused(refusal);
    untold.incrementAndGet();
    long now = nanoTime.getAsLong();
    long due = nextLine.get();
    if (now - due >= 0 && nextLine.compareAndSet(due, now + PAUSE_NANOS)) {
      log.accept(
          "refused %d connections since the last such line; the last at listener %s from %s, %s: %s"
              .formatted(untold.getAndSet(0), where, peer, refusal.label(), why));
    }
  }
}
