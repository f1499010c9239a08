package dev.fairlead.catalog;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.fairlead.catalog.load.Bounds;
import dev.fairlead.catalog.load.LazyTable;
import dev.fairlead.catalog.load.Malformed;
import dev.fairlead.catalog.load.ReaderThreads;
import dev.fairlead.catalog.load.RouteQuery;
import dev.fairlead.catalog.load.ServiceQuery;
import dev.fairlead.catalog.lock.LabelledLock;
import dev.fairlead.catalog.region.RegionDistances;
import dev.fairlead.catalog.region.Remembered;
import dev.fairlead.catalog.region.Surroundings;
import dev.fairlead.gossip.swim.Membership;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * Makes the empty tables of a catalog.
 *
 * @param settings the catalog's
 * @param membership who is alive at first
 * @param ticker the time by which values expire
 * @param malformed counts rows that cannot be used
 * @param applied tells what is read
 */
record LoadedTables(
    CatalogSettings settings,
    Membership membership,
    Ticker ticker,
    Malformed malformed,
    AppliedChanges applied) {
  /** Routes take a quarter of the weight bound, services the rest. */
  private static final int HOSTS_SHARE = 4;

  /**
   * Empty but for what {@code lastLife} left.
   *
   * @param doorbell wakes the catalog writer
   */
  Loaded open(LastLife lastLife, LabelledLock lock, ReaderThreads readers, Runnable doorbell) {
    Queue<Runnable> tasks = new ConcurrentLinkedQueue<>(); // one at most per cache
    Remembered remembered = lastLife.remembered(membership.self(), ticker);
    ServiceSource source =
        new ServiceSource(
            new ServiceQuery(settings.region(), malformed, settings.debug()),
            InstantSource.system(),
            ticker::read,
            surroundings(remembered),
            lastLife,
            applied);
    Bounds hosts = bounds(settings.maxBytes() / HOSTS_SHARE, tasks, doorbell);
    Bounds services = bounds(settings.maxBytes() - hosts.maxBytes(), tasks, doorbell);
    HostSource hostSource = new HostSource(new RouteQuery(malformed), lastLife, applied);
    return new Loaded(
        new LazyTable<>("host", hostSource, hosts, lock, readers, doorbell),
        new LazyTable<>("service", source, services, lock, readers, doorbell),
        source,
        remembered,
        lock,
        tasks);
  }

  private Bounds bounds(long maxBytes, Queue<Runnable> tasks, Runnable doorbell) {
    return new Bounds(
        maxBytes,
        settings.idle(),
        ticker,
        new Jitter(),
        task -> {
          tasks.add(task);
          doorbell.run();
        });
  }

  private Surroundings surroundings(Remembered remembered) {
    RegionDistances distances = RegionDistances.of(settings.distances(), membership.members());
    return new Surroundings(membership.members(), remembered.now(), distances.nearestFirst());
  }

  /** Randomness for any thread, where only spreading matters. */
  private static final class Jitter implements RandomGenerator {
    @Override
    public long nextLong() {
      return ThreadLocalRandom.current().nextLong();
    }
  }
}
