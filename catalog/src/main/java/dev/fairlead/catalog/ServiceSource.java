package dev.fairlead.catalog;

import dev.fairlead.catalog.index.RowHash;
import dev.fairlead.catalog.load.ServiceQuery;
import dev.fairlead.catalog.load.Source;
import dev.fairlead.catalog.model.ServiceRow;
import dev.fairlead.catalog.region.Surroundings;
import dev.fairlead.gossip.replica.ReplicaReader;
import java.time.InstantSource;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Services from the replica, joined with the surroundings.
 *
 * <p>The surroundings change under the catalog's lock as writer, and {@link #make} runs under it,
 * so a view is never installed with surroundings that were already replaced.
 */
final class ServiceSource implements Source<ServiceRow, LoadedService> {
  private final ServiceQuery query;
  private final InstantSource clock;

  /** Written under the lock; the volatile read lets operators look without it. */
  private volatile Surroundings surroundings;

  ServiceSource(ServiceQuery query, InstantSource clock, Surroundings surroundings) {
    this.query = query;
    this.clock = clock;
    this.surroundings = surroundings;
  }

  Surroundings surroundings() {
    return surroundings;
  }

  /** Needs the lock as writer; services that depend on the difference must be made anew after. */
  void surroundings(Surroundings next) {
    surroundings = next;
  }

  @Override
  public @Nullable ServiceRow read(ReplicaReader reader, String key) {
    return query.read(reader, key);
  }

  /** The next value; {@code before} itself if nothing that a view shows has changed. */
  @Override
  public LoadedService make(ServiceRow read, @Nullable LoadedService before) {
    if (before == null) {
      return LoadedService.of(read, ServiceViews.of(read, surroundings, 1), clock.instant());
    }
    ServiceView view = ServiceViews.of(read, surroundings, before.view().revision());
    LoadedService next = LoadedService.of(read, view, before.since());
    return next.equals(before)
        ? before
        : LoadedService.of(read, view.after(before.view()), before.since());
  }

  @Override
  public void rows(LoadedService value, IntConsumer hashes) {
    value
        .view()
        .instances()
        .forEachId((bytes, start, length) -> hashes.accept(RowHash.of(bytes, start, length)));
    value.otherRows().forEach(hashes::accept);
  }

  @Override
  public int bytes(LoadedService value) {
    return value.bytes();
  }
}
