package dev.fairlead.catalog;

import dev.fairlead.catalog.load.LazyTable;
import dev.fairlead.catalog.load.OwnQuery;
import dev.fairlead.catalog.load.OwnReader;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.OwnRows;
import dev.fairlead.catalog.model.ServiceRow;
import dev.fairlead.catalog.region.PresencePublisher;
import dev.fairlead.gossip.change.Commit;
import java.util.List;

/**
 * Feeds the presence publisher with commits, own rows and loaded views. On the catalog writer.
 *
 * <p>Reading the own rows takes at most a fifth of each second: beyond it, what changed is told a
 * second later, so that a flood of changes here leaves the writer to the views.
 */
final class Presences {
  private static final long READING_NANOS = 200_000_000; // 200 ms, in each second

  private final PresencePublisher publisher;
  private final OwnQuery query;
  private final OwnReader reader;
  private final LazyTable<ServiceRow, LoadedService> services;
  private long readingLeft = READING_NANOS;

  Presences(
      PresencePublisher publisher,
      OwnQuery query,
      OwnReader reader,
      LazyTable<ServiceRow, LoadedService> services) {
    this.publisher = publisher;
    this.query = query;
    this.reader = reader;
    this.services = services;
  }

  void changed(List<Commit> commits, boolean lost) {
    publisher.changed(commits, lost);
  }

  void everySecond() {
    readingLeft = READING_NANOS;
    publisher.look(this::instances);
  }

  /** Not loaded here means that nothing goes from here to it. */
  private Instances instances(String service) {
    LoadedService loaded = services.peek(service);
    return loaded == null ? Instances.NONE : loaded.view().instances();
  }

  void upkeep() {
    long now = System.nanoTime();
    if (readingLeft > 0 && publisher.due(now)) {
      OwnRows rows = reader.read(query::read);
      readingLeft -= System.nanoTime() - now;
      publisher.publish(rows, now);
    }
  }
}
