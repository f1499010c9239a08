package dev.fairlead.catalog;

import dev.fairlead.catalog.load.OwnQuery;
import dev.fairlead.catalog.load.OwnReader;
import dev.fairlead.catalog.load.ReaderThreads;
import dev.fairlead.catalog.model.OwnRows;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reading of the rows that this node owns: one at a time, by a reader thread, and what it cost.
 *
 * <p>Begun and taken by the catalog writer.
 */
final class OwnReading {
  private static final Logger LOG = LoggerFactory.getLogger(OwnReading.class);

  private final OwnQuery query;
  private final ReaderThreads readers;
  private final LongSupplier processorNanos;
  private final Runnable doorbell;

  /** What a reader thread read: set by it, taken by the catalog writer. */
  private final AtomicReference<@Nullable Read> read = new AtomicReference<>();

  /**
   * What came of it.
   *
   * @param rows null if reading failed
   * @param nanos the processor time it took
   */
  record Read(@Nullable OwnRows rows, long nanos) {}

  /**
   * Nothing is read yet.
   *
   * <p>The cost is not the time on the clock: on a busy host that would be a debt of minutes.
   *
   * @param doorbell wakes the catalog writer
   */
  OwnReading(OwnQuery query, ReaderThreads readers, Runnable doorbell) {
    this(query, readers, ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime, doorbell);
  }

  /**
   * As the other, by another measure of cost.
   *
   * @param processorNanos what the calling thread has used so far
   */
  OwnReading(
      OwnQuery query, ReaderThreads readers, LongSupplier processorNanos, Runnable doorbell) {
    this.query = query;
    this.readers = readers;
    this.processorNanos = processorNanos;
    this.doorbell = doorbell;
  }

  /** Begins; false, and nothing will come of it, if too many loads wait. */
  boolean begin() {
    return readers.offer(this::read);
  }

  /** What came of the last one, once; null while it is under way. */
  @Nullable Read take() {
    return read.getAndSet(null);
  }

  private void read(OwnReader reader) {
    long start = processorNanos.getAsLong();
    OwnRows rows = null;
    try {
      rows = reader.read(query::read);
    } catch (RuntimeException e) {
      LOG.warn("the rows of this node were not read, will be tried again", e);
    } finally {
      read.set(new Read(rows, processorNanos.getAsLong() - start));
      doorbell.run();
    }
  }
}
