package dev.fairlead.catalog;

import dev.fairlead.catalog.OwnReading.Read;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.region.PresencePublisher;
import dev.fairlead.gossip.change.Commit;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Feeds the presence publisher with commits, own rows and loaded views.
 *
 * <p>The own rows are read by a reader thread, for a node may own very many. After a time of rest
 * that happens at once; while they change all the time it takes a thirtieth of a core, so that a
 * node that owns some ten thousand instances tells the world every few seconds. All else runs on
 * the catalog writer.
 */
final class Presences {
  /** What reading may take, for each second that passes. */
  private static final long READING_NANOS = 33_000_000; // 33 ms

  /** What is saved up of it at most. */
  private static final long SAVED_NANOS = 200_000_000; // 200 ms

  /** What may be missing of it at most: half a minute of rest after one reading. */
  private static final long OWED_NANOS = 30 * READING_NANOS; // 0.99 s

  private final PresencePublisher publisher;
  private final OwnReading reading;
  private final Function<String, @Nullable LoadedService> loaded;
  private long readingLeft = SAVED_NANOS;
  private boolean underWay;

  /**
   * Feeds {@code publisher}.
   *
   * @param loaded a service as it is loaded here; null if it is not
   */
  Presences(
      PresencePublisher publisher,
      OwnReading reading,
      Function<String, @Nullable LoadedService> loaded) {
    this.publisher = publisher;
    this.reading = reading;
    this.loaded = loaded;
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
    LoadedService held = loaded.apply(service);
    return held == null ? Instances.NONE : held.view().instances();
  }

  void upkeep() {
    long now = System.nanoTime();
    Read done = reading.take();
    if (done != null) {
      underWay = false;
      readingLeft = Math.max(readingLeft - done.nanos(), -OWED_NANOS);
      if (done.rows() == null) {
        readingLeft = Math.min(readingLeft, 0); // not before the next second
        publisher.readAgain();
      } else {
        publisher.publish(done.rows(), now);
      }
    }
    if (!underWay && readingLeft > 0 && publisher.due(now)) {
      publisher.reads();
      underWay = reading.begin();
      if (!underWay) {
        publisher.readAgain(); // too many loads wait
      }
    }
  }
}
