package dev.fairlead.catalog;

import dev.fairlead.catalog.load.LazyTable;
import dev.fairlead.catalog.load.OwnQuery;
import dev.fairlead.catalog.load.OwnReader;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.ServiceRow;
import dev.fairlead.catalog.region.PresencePublisher;
import dev.fairlead.gossip.change.Commit;
import java.util.List;

/** Feeds the presence publisher with commits, own rows and loaded views. On the catalog writer. */
final class Presences {
  private final PresencePublisher publisher;
  private final OwnQuery query;
  private final OwnReader reader;
  private final LazyTable<ServiceRow, LoadedService> services;

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
    publisher.look(this::instances);
  }

  /** Not loaded here means that nothing goes from here to it. */
  private Instances instances(String service) {
    LoadedService loaded = services.peek(service);
    return loaded == null ? Instances.NONE : loaded.view().instances();
  }

  void upkeep() {
    if (publisher.due(System.nanoTime())) {
      publisher.publish(reader.read(query::read));
    }
  }
}
