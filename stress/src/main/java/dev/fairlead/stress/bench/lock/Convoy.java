package dev.fairlead.stress.bench.lock;

import dev.fairlead.catalog.Catalog;
import dev.fairlead.catalog.CatalogSettings;
import dev.fairlead.catalog.Lookup;
import dev.fairlead.catalog.lock.LabelledLock;
import dev.fairlead.catalog.lock.LockRegistry;
import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.replica.ReplicaSettings;
import dev.fairlead.stress.bench.figure.Figure;
import dev.fairlead.stress.bench.figure.Goal;
import dev.fairlead.stress.bench.figure.Peer;
import dev.fairlead.stress.bench.figure.Report;
import dev.fairlead.stress.bench.figure.Sample;
import dev.fairlead.stress.data.DataFolder;
import dev.fairlead.stress.data.DataSettings;
import dev.fairlead.stress.data.Population;
import dev.fairlead.stress.data.StandingMembership;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * What a request waits while somebody is slow inside a lock and a writer waits: a lookup takes no
 * lock, whatever becomes of the catalog's; a read under a lock waits for the slow one.
 *
 * <p>The catalog's lock is held for 5 ms of 20, as writer, which keeps out more than a convoy does;
 * the others have a reader inside for 5 ms of 20 and a writer each 5 ms.
 */
final class Convoy {
  private static final long HELD_NANOS = 5_000_000; // 5 ms
  private static final long PERIOD_NANOS = 20_000_000; // 20 ms
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final double TARGET_MICROS = 5;
  private static final DataSettings DATA = new DataSettings(1, 1_000, 3_000);
  private static final int PORT = 80;
  private static final long CATALOG_BYTES = 64L << 20;

  private Convoy() {}

  static void measure(boolean quick, Report report) {
    int rounds = quick ? 1 : 5;
    long nanos = TimeUnit.MILLISECONDS.toNanos(quick ? 300 : 3_000);
    double[] lookup = new double[rounds];
    double[] reentrant = new double[rounds];
    double[] labelled = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      lookup[round] = ofLookups(nanos);
      reentrant[round] = ofReentrantReads(nanos);
      labelled[round] = ofLabelledReads(nanos);
    }
    report.add(
        Figure.aimed(
                "convoy, p99.99 of a lookup", Sample.of(lookup), "µs", Goal.atMost(TARGET_MICROS))
            .beside(
                new Peer("read under ReentrantReadWriteLock", Sample.of(reentrant)),
                new Peer("read under the catalog's lock", Sample.of(labelled))));
  }

  private static double ofLookups(long nanos) {
    Path folder = DataFolder.prepare(DATA, DataFolder.parent(), _ -> {});
    CatalogSettings settings =
        new CatalogSettings(
            DataSettings.NODE, DataSettings.REGION, CATALOG_BYTES, Duration.ofHours(1), Map.of());
    try (Replica replica =
            Replica.open(new ReplicaSettings(folder, DataSettings.NODE, DataSettings.REGION));
        Catalog catalog = Catalog.open(settings, replica, new StandingMembership())) {
      String host = new Population(DATA).host(0);
      while (catalog.lookup(host, "/", PORT) instanceof Lookup.Loading loading) {
        loading.done().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
      }
      try (Disturbance _ =
          Disturbance.every(
              PERIOD_NANOS, () -> catalog.holdLockFor("", Duration.ofNanos(HELD_NANOS)))) {
        return Requests.p9999Micros(nanos, () -> catalog.lookup(host, "/", PORT));
      }
    }
  }

  private static double ofReentrantReads(long nanos) {
    ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    Runnable slow =
        () -> {
          lock.readLock().lock();
          try {
            LockSupport.parkNanos(HELD_NANOS);
          } finally {
            lock.readLock().unlock();
          }
        };
    Runnable write =
        () -> {
          lock.writeLock().lock();
          lock.writeLock().unlock();
        };
    try (Disturbance _ = Disturbance.every(PERIOD_NANOS, slow);
        Disturbance _ = Disturbance.every(HELD_NANOS, write)) {
      return Requests.p9999Micros(
          nanos,
          () -> {
            lock.readLock().lock();
            lock.readLock().unlock();
          });
    }
  }

  private static double ofLabelledReads(long nanos) {
    try (LockRegistry registry = new LockRegistry()) {
      LabelledLock lock = registry.lock("convoy", 1);
      Runnable slow = () -> lock.read("slow", LIMIT, Convoy::stay);
      try (Disturbance _ = Disturbance.every(PERIOD_NANOS, slow);
          Disturbance _ =
              Disturbance.every(HELD_NANOS, () -> lock.write("write", LIMIT, () -> {}))) {
        return Requests.p9999Micros(nanos, () -> lock.read("request", LIMIT, () -> true));
      }
    }
  }

  private static boolean stay() {
    LockSupport.parkNanos(HELD_NANOS);
    return true;
  }
}
