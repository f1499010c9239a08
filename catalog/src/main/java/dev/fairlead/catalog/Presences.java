package dev.fairlead.catalog;

import dev.fairlead.catalog.load.LazyTable;
import dev.fairlead.catalog.load.OwnQuery;
import dev.fairlead.catalog.load.OwnReader;
import dev.fairlead.catalog.load.ReaderThreads;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.OwnRows;
import dev.fairlead.catalog.model.ServiceRow;
import dev.fairlead.catalog.region.PresencePublisher;
import dev.fairlead.gossip.change.Commit;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds the presence publisher with commits, own rows and loaded views.
 *
 * <p>The own rows are read by a reader thread, for a node may own very many. After a time of rest
 * that happens at once; while they change all the time it takes a thirtieth of a core, so that a
 * node that owns some ten thousand instances tells the world every few seconds. All else runs on
 * the catalog writer.
 */
final class Presences {
  private static final Logger LOG = LoggerFactory.getLogger(Presences.class);

  /** What reading may take, for each second that passes. */
  private static final long READING_NANOS = 33_000_000; // 33 ms

  /** What is saved up of it at most. */
  private static final long SAVED_NANOS = 200_000_000; // 200 ms

  /** What may be missing of it at most: half a minute of rest after one reading. */
  private static final long OWED_NANOS = 30 * READING_NANOS; // 0.99 s

  private final PresencePublisher publisher;
  private final OwnQuery query;
  private final ReaderThreads readers;
  private final LazyTable<ServiceRow, LoadedService> services;
  private final Runnable doorbell;
  private long readingLeft = SAVED_NANOS;
  private boolean reading;

  /** What a reader thread read: set by it, taken by the catalog writer. */
  private final AtomicReference<@Nullable Read> read = new AtomicReference<>();

  /** The rows, null if reading failed; and the processor time that took. */
  private record Read(@Nullable OwnRows rows, long nanos) {}

  /**
   * Feeds {@code publisher}.
   *
   * @param doorbell wakes the catalog writer
   */
  Presences(
      PresencePublisher publisher,
      OwnQuery query,
      ReaderThreads readers,
      LazyTable<ServiceRow, LoadedService> services,
      Runnable doorbell) {
    this.publisher = publisher;
    this.query = query;
    this.readers = readers;
    this.services = services;
    this.doorbell = doorbell;
  }

  void changed(List<Commit> commits, boolean lost) {
    publisher.changed(commits, lost);
  }

  void everySecond() {
    readingLeft = Math.min(SAVED_NANOS, readingLeft + READING_NANOS);
    publisher.look(this::instances);
  }

  /** Not loaded here means that nothing goes from here to it. */
  private Instances instances(String service) {
    LoadedService loaded = services.peek(service);
    return loaded == null ? Instances.NONE : loaded.view().instances();
  }

  void upkeep() {
    long now = System.nanoTime();
    Read done = read.getAndSet(null);
    if (done != null) {
      reading = false;
      readingLeft = Math.max(readingLeft - done.nanos(), -OWED_NANOS);
      if (done.rows() == null) {
        readingLeft = Math.min(readingLeft, 0); // not before the next second
        publisher.readAgain();
      } else {
        publisher.publish(done.rows(), now);
      }
    }
    if (!reading && readingLeft > 0 && publisher.due(now)) {
      publisher.reads();
      reading = readers.offer(this::read);
      if (!reading) {
        publisher.readAgain(); // too many loads wait
      }
    }
  }

  private void read(OwnReader reader) {
    // Not the time on the clock: on a busy host it would be a debt of minutes.
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    OwnRows rows = null;
    try {
      rows = reader.read(query::read);
    } catch (RuntimeException e) {
      LOG.warn("the rows of this node were not read, will be tried again", e);
    } finally {
      read.set(new Read(rows, threads.getCurrentThreadCpuTime() - start));
      doorbell.run();
    }
  }
}
