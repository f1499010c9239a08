package dev.fairlead.catalog;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.fairlead.catalog.image.ImageIdentity;
import dev.fairlead.catalog.index.WriterLoop;
import dev.fairlead.catalog.load.Malformed;
import dev.fairlead.catalog.load.OwnQuery;
import dev.fairlead.catalog.load.OwnReader;
import dev.fairlead.catalog.load.ReaderThreads;
import dev.fairlead.catalog.lock.LabelledLock;
import dev.fairlead.catalog.lock.LockRegistry;
import dev.fairlead.catalog.lock.LockStatus;
import dev.fairlead.catalog.lock.StuckLock;
import dev.fairlead.catalog.region.PresencePublisher;
import dev.fairlead.catalog.region.RegionDistances;
import dev.fairlead.gossip.change.ChangeFeed.Subscription;
import dev.fairlead.gossip.replica.FollowedReplica;
import dev.fairlead.gossip.replica.ReadableReplica;
import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.swim.Membership;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The routing state of this region: loaded on first use, refreshed by the feed, read without
 * waiting.
 *
 * <pre>
 *   event loops ──► lookups ──────────────► views (immutable)
 *                      │ miss                  ▲ install, under the catalog's lock
 *                      └──► reader threads ────┤
 *   change feed, membership ──► catalog writer ┘ refresh, evict
 * </pre>
 *
 * <p>Lookups are for event loops: they take no lock and never block. What operators ask ({@link
 * #loadedServices}, {@link #probeLocks}, {@link #holdLockForever}) may wait for the lock within a
 * limit. Thread-safe.
 */
public final class Catalog implements AutoCloseable {
  /** One slow load delays nobody; four at once do. */
  private static final int READERS = 4;

  private static final int CATALOG_RANK = 10;

  private final CatalogSettings settings;
  private final Membership membership;
  private final LockRegistry locks = new LockRegistry();
  private final Malformed malformed = new Malformed();
  private final WriterLoop writer = new WriterLoop();
  private final ReaderThreads readers;
  private final Loaded loaded;
  private final @Nullable ImageKeeper image;
  private final Lookups lookups;
  private final Refresher refresher;
  private final Upstream upstream;
  private final Subscription membershipChanges;

  private Catalog(
      CatalogSettings settings, ReadableReplica source, Membership membership, Ticker ticker) {
    this.settings = settings;
    this.membership = membership;
    upstream = new Upstream(source, writer);
    readers = new ReaderThreads(READERS, upstream::newReader);
    ImageIdentity identity =
        new ImageIdentity(settings.node(), settings.region(), source.site().toString());
    AppliedChanges applied = new AppliedChanges(settings.journal());
    LastLife lastLife = LastLife.at(settings.image(), identity);
    loaded =
        new LoadedTables(settings, membership, ticker, malformed, applied)
            .open(lastLife, locks.lock("catalog", CATALOG_RANK), readers, writer::ring);
    image = ImageKeeper.of(settings, identity, lastLife, loaded, upstream::taken);
    lookups = new Lookups(loaded);
    refresher =
        new Refresher(
            loaded,
            new OwnReader(upstream::newReader),
            membership,
            settings.distances(),
            applied,
            writer::beat);
    membershipChanges = membership.subscribe(_ -> writer.membershipChanged());
    writer.membershipChanged(); // perhaps, before the subscription
    CatchUp.run(lastLife, source, loaded);
    writer.start(refresher);
  }

  /**
   * Starts with nothing loaded but what the image of the last life says, as the catalog of the
   * process that writes the replica.
   */
  public static Catalog open(CatalogSettings settings, Replica replica, Membership membership) {
    return open(settings, replica, membership, Ticker.systemTicker());
  }

  /** As {@link #open(CatalogSettings, Replica, Membership)}, by a clock of the caller. */
  static Catalog open(
      CatalogSettings settings, Replica replica, Membership membership, Ticker ticker) {
    Catalog catalog = new Catalog(settings, replica, membership, ticker);
    catalog.own(replica);
    return catalog;
  }

  /**
   * As {@link #open(CatalogSettings, Replica, Membership)}, while another process writes the
   * replica: answers and is refreshed like any catalog, but publishes no presence and writes no
   * image, until it is told to {@link #own}.
   */
  public static Catalog openReadOnly(
      CatalogSettings settings, FollowedReplica replica, Membership membership) {
    return new Catalog(settings, replica, membership, Ticker.systemTicker());
  }

  /**
   * Goes on as the catalog of the process that writes {@code replica}; what is loaded stays. The
   * replica it followed may be closed afterwards. Blocks some milliseconds, on the file.
   */
  public void own(Replica replica) {
    upstream.moveTo(replica);
    PresencePublisher publisher =
        new PresencePublisher(
            settings.node(),
            settings.region(),
            statements -> replica.transact(statements).whenComplete((_, _) -> writer.ring()));
    OwnReading own = new OwnReading(new OwnQuery(settings.node()), readers, writer::ring);
    refresher.presences(new Presences(publisher, own, loaded.services()::peek));
    if (image != null) {
      image.start();
    }
  }

  /**
   * Goes on as a catalog that only reads, because another process is about to write the replica;
   * what is loaded stays. Writes no last image. Blocks some milliseconds, on the file.
   */
  public void follow(FollowedReplica replica) {
    refresher.presences(null);
    if (image != null) {
      image.stop();
    }
    upstream.moveTo(replica);
  }

  /**
   * Finds the service for an HTTP request or, with path {@code "/"}, for a TLS server name.
   *
   * @param host host name without port, in any case; empty if the client named none
   * @param path absolute path, without query
   * @param port port of the listener
   */
  public Lookup lookup(String host, String path, int port) {
    return lookups.find(host, path, port);
  }

  /** Finds the service of a plain TCP listener's port. */
  public Lookup lookup(int port) {
    return lookups.find(port);
  }

  /** Finds a service by its id; for requests another region already routed. */
  public Lookup service(String id) {
    return lookups.service(id);
  }

  /**
   * Looks up a host that cannot exist and one that is held, and answers what it found: for probes.
   * Begins no load and is not counted.
   */
  public Lookup probe() {
    return lookups.probe();
  }

  /** What {@code show catalog} says. Takes no lock. */
  public CatalogStatus status() {
    return new CatalogStatus(
        loaded.hosts().status(),
        loaded.services().status(),
        lookups.hits(),
        lookups.misses(),
        readers.queued(),
        writer.queued(),
        malformed.count(),
        malformed.optionFaults(),
        image == null ? null : image.status());
  }

  /** The loaded services, by id. May wait for the catalog's lock, at most a second. */
  public List<LoadedServiceStatus> loadedServices() {
    return loaded.services().snapshot().values().stream()
        .map(service -> new LoadedServiceStatus(service.view(), service.since(), service.remarks()))
        .sorted(Comparator.comparing((LoadedServiceStatus status) -> status.view().service()))
        .toList();
  }

  /** How far the regions are now; one that is absent is far. */
  public Map<String, Duration> regionDistances() {
    return distances().byRegion();
  }

  private RegionDistances distances() {
    return RegionDistances.of(settings.distances(), membership.members());
  }

  /** The locks themselves, for who looks at their words often; by name. */
  public List<LabelledLock> labelledLocks() {
    return locks.all();
  }

  /** What {@code show locks} says. Takes no lock. */
  public List<LockStatus> locks() {
    return locks.status(false);
  }

  /** As {@link #locks()}, with the stacks of the threads inside and waiting. */
  public List<LockStatus> locksWithStacks() {
    return locks.status(true);
  }

  /**
   * Takes every lock as reader and as writer, waiting for each at most {@code limit}.
   *
   * @return the first that did not let it in; empty if all did
   */
  public Optional<StuckLock> probeLocks(Duration limit) {
    return locks.probe(limit);
  }

  /**
   * For drills: a thread takes a lock as writer and does not give it back until this is closed.
   * Lookups of what is loaded go on; loads and refreshes fail.
   *
   * @param name the lock; empty for any
   * @return its name
   * @throws IllegalArgumentException if there is none of that name
   */
  public String holdLockForever(String name) {
    return locks.holdForever(name);
  }

  /** As {@link #holdLockForever}, but gives it back after {@code time}. */
  public String holdLockFor(String name, Duration time) {
    return locks.holdFor(name, time);
  }

  /** For drills: breaks the word of a lock, as {@link LockRegistry#corrupt} says. */
  public String corruptLock(String name) {
    return locks.corrupt(name);
  }

  /** Completes once the catalog writer has taken in every commit made before this call. */
  public CompletableFuture<Void> ping() {
    return writer.ping();
  }

  /** Completes when the catalog writer next comes by; proves that it does not hang. */
  public CompletableFuture<Void> heartbeat() {
    return writer.heartbeat();
  }

  /** Drops a loaded service as an eviction would; the next lookup loads it. */
  public void drop(String service) {
    loaded.services().drop(service);
  }

  @Override
  public void close() {
    if (image != null) {
      image.close(); // first: it asks what the catalog has taken in
    }
    upstream.close();
    membershipChanges.close();
    locks.close();
    readers.close();
    writer.close();
    refresher.close();
    loaded.hosts().close();
    loaded.services().close();
  }
}
