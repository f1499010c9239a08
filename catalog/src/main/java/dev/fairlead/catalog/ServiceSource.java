package dev.fairlead.catalog;

import dev.fairlead.catalog.image.Part;
import dev.fairlead.catalog.index.RowHash;
import dev.fairlead.catalog.load.Archive;
import dev.fairlead.catalog.load.Packing;
import dev.fairlead.catalog.load.ServiceQuery;
import dev.fairlead.catalog.load.Source;
import dev.fairlead.catalog.model.ServiceRow;
import dev.fairlead.catalog.region.Surroundings;
import dev.fairlead.gossip.replica.ReplicaReader;
import java.time.InstantSource;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
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
  private final LongSupplier nanos;
  private final Packing<LoadedService> packing;
  private final @Nullable Archive<LoadedService> archive;
  private final AppliedChanges applied;

  /** Written under the lock; the volatile read lets operators look without it. */
  private volatile Surroundings surroundings;

  /**
   * Reads with {@code query}, and what {@code lastLife} left.
   *
   * @param nanos the time by which event loops carry
   * @param applied told what is loaded
   */
  ServiceSource(
      ServiceQuery query,
      InstantSource clock,
      LongSupplier nanos,
      Surroundings surroundings,
      LastLife lastLife,
      AppliedChanges applied) {
    this.applied = applied;
    this.query = query;
    this.clock = clock;
    this.nanos = nanos;
    this.surroundings = surroundings;
    this.packing = new ServicePacking(query.inFlights(), read -> make(read, null));
    this.archive = lastLife.archive(Part.SERVICES, packing);
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

  @Override
  public void loading(ReplicaReader reader, String key) {
    applied.loadingService(reader, key);
  }

  @Override
  public void loaded(String key) {
    applied.loadedService(key);
  }

  /** The next value; {@code before} itself if nothing that a view shows has changed. */
  @Override
  public LoadedService make(ServiceRow read, @Nullable LoadedService before) {
    if (before == null) {
      ServiceView first = ServiceViews.of(read, surroundings, 1).prepared(null);
      return LoadedService.of(read, first, clock.instant());
    }
    ServiceView view = ServiceViews.of(read, surroundings, before.view().revision());
    LoadedService next = LoadedService.of(read, view, before.since());
    return next.equals(before)
        ? before
        : LoadedService.of(
            read,
            view.after(before.view(), nanos.getAsLong()).prepared(before.view()),
            before.since());
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

  @Override
  public @Nullable Archive<LoadedService> archive() {
    return archive;
  }

  /** How services go into the image. */
  Packing<LoadedService> packing() {
    return packing;
  }
}
