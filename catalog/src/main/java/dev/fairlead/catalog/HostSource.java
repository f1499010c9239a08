package dev.fairlead.catalog;

import dev.fairlead.catalog.image.Part;
import dev.fairlead.catalog.index.RowHash;
import dev.fairlead.catalog.load.Archive;
import dev.fairlead.catalog.load.HostRoutes;
import dev.fairlead.catalog.load.Packing;
import dev.fairlead.catalog.load.RouteQuery;
import dev.fairlead.catalog.load.Source;
import dev.fairlead.catalog.model.Route;
import dev.fairlead.gossip.replica.ReplicaReader;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Routes of a host or port from the replica; nothing else goes into them. */
final class HostSource implements Source<HostRoutes, HostRoutes> {
  /** How routes go into the image. */
  static final Packing<HostRoutes> PACKING = new HostPacking();

  private final RouteQuery query;
  private final @Nullable Archive<HostRoutes> archive;
  private final AppliedChanges applied;

  /**
   * Reads with {@code query}, and what {@code lastLife} left.
   *
   * @param applied told what is loaded
   */
  HostSource(RouteQuery query, LastLife lastLife, AppliedChanges applied) {
    this.applied = applied;
    this.query = query;
    this.archive = lastLife.archive(Part.HOSTS, PACKING);
  }

  @Override
  public @Nullable HostRoutes read(ReplicaReader reader, String key) {
    return query.read(reader, key);
  }

  @Override
  public void loading(ReplicaReader reader, String key) {
    applied.loadingHost(reader, key);
  }

  @Override
  public void loaded(String key) {
    applied.loadedHost(key);
  }

  @Override
  public HostRoutes make(HostRoutes read, @Nullable HostRoutes before) {
    return before != null && read.equals(before) ? before : read;
  }

  @Override
  public void rows(HostRoutes value, IntConsumer hashes) {
    for (Route route : value.routes()) {
      hashes.accept(RowHash.of(route.id()));
    }
    for (String id : value.unusable()) {
      hashes.accept(RowHash.of(id));
    }
  }

  @Override
  public int bytes(HostRoutes value) {
    return value.bytes();
  }

  @Override
  public @Nullable Archive<HostRoutes> archive() {
    return archive;
  }
}
