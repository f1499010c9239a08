package dev.fairlead.stress.bench.catalog;

import dev.fairlead.catalog.Catalog;
import dev.fairlead.catalog.CatalogSettings;
import dev.fairlead.catalog.Lookup;
import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.replica.ReplicaSettings;
import dev.fairlead.stress.data.DataSettings;
import dev.fairlead.stress.data.StandingMembership;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A catalog over the replica of a data folder, with all nodes of the data set alive.
 *
 * <p>Thread-safe, as its parts are.
 */
final class OpenCatalog implements AutoCloseable {
  static final int PORT = 80;

  /** A node of the region that owns no instance. */
  static final String BYSTANDER = "waw-bystander";

  private static final Duration IDLE = Duration.ofHours(1);
  private static final long LIMIT_SECONDS = 60;

  private final Replica replica;
  private final Catalog catalog;

  /** Opens them as the node of the data set; what is loaded may weigh {@code maxBytes}. */
  OpenCatalog(Path folder, long maxBytes) {
    this(folder, maxBytes, DataSettings.NODE);
  }

  /** As a node of that name: one that is not in the data set owns nothing. */
  OpenCatalog(Path folder, long maxBytes, String node) {
    replica = Replica.open(new ReplicaSettings(folder, DataSettings.NODE, DataSettings.REGION));
    catalog =
        Catalog.open(
            new CatalogSettings(node, DataSettings.REGION, maxBytes, IDLE, Map.of()),
            replica,
            new StandingMembership());
  }

  Catalog catalog() {
    return catalog;
  }

  Replica replica() {
    return replica;
  }

  /** Looks a host up until it is loaded. */
  Lookup.Found load(String host) {
    while (true) {
      switch (catalog.lookup(host, "/", PORT)) {
        case Lookup.Found found -> {
          return found;
        }
        case Lookup.Loading loading ->
            loading.done().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
        case Lookup.Unknown _ -> throw new IllegalStateException("no route for " + host);
      }
    }
  }

  /** Waits until the catalog has taken in all that was committed before. */
  void settle() {
    replica.ping().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
    catalog.ping().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    catalog.close();
    replica.close();
  }
}
