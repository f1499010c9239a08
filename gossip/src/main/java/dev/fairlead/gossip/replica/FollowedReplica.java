package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.ChangeFeed;
import dev.fairlead.gossip.change.ChangedRow;
import dev.fairlead.gossip.change.Commit;
import dev.fairlead.gossip.change.SiteId;
import dev.fairlead.gossip.change.VersionVector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replica of this node while another process writes it: opened read-only, followed by asking
 * the file ten times a second whether anything was committed.
 *
 * <pre>
 *   each 100 ms, or at once for a ping ─► data version moved? ─► rows of the new versions ─► feed
 * </pre>
 *
 * <p>Of more than {@value #MAX_ROWS} rows at once the feed says that anything may have changed. A
 * failed look is tried again with a new connection; the feed misses nothing by it. Writes nothing,
 * takes no lock of the writer's. Thread-safe; the feed's listeners run on the thread {@code
 * replica-follower}.
 */
public final class FollowedReplica implements ReadableReplica {
  private static final Logger LOG = LoggerFactory.getLogger(FollowedReplica.class);

  /** Rows announced one by one at a time: some ten milliseconds of reading. */
  static final int MAX_ROWS = 5_000;

  private static final Duration POLL = Duration.ofMillis(100);
  private static final long JOIN_MILLIS = 5_000;

  private final ReplicaSettings settings;
  private final Path path;
  private final SiteId site;
  private final Listeners<Commit> commits = new Listeners<>();
  private final Thread thread;

  /** Bounded by who asks: each waits for its own. */
  private final Queue<CompletableFuture<Void>> pings = new ConcurrentLinkedQueue<>();

  /** Written by the thread once it has announced; pairs with the loads of {@link #vector}. */
  private volatile VersionVector vector;

  private volatile boolean closed;

  /** Confined to the thread, as are those below; null after a failure. */
  private @Nullable Database database;

  private @Nullable ChangeScan scan;

  /** What SQLite said when it was last looked; it moves with every commit of another connection. */
  private long dataVersion;

  private String trouble = "";

  private FollowedReplica(ReplicaSettings settings, Path path, Database open) throws SQLException {
    this.settings = settings;
    this.path = path;
    this.database = open;
    LocalTables.check(open, settings);
    this.site = new Sites(open).self();
    this.dataVersion = dataVersion(open);
    ChangeScan first = new ChangeScan(open, Schema.read(open), settings.region());
    this.scan = first;
    this.vector = first.held();
    this.thread = Thread.ofPlatform().name("replica-follower").daemon().unstarted(this::run);
  }

  /**
   * Opens {@code replica.db}, whoever writes it now.
   *
   * @throws ReplicaException if there is none yet, it is another region's, newer than this program,
   *     or cannot be read
   */
  public static FollowedReplica open(ReplicaSettings settings) {
    Path path = settings.data().resolve("replica.db");
    if (!Files.exists(path)) {
      throw new ReplicaException("there is no " + path + " yet");
    }
    Database database = null;
    try {
      database = Database.reader(path);
      FollowedReplica followed = new FollowedReplica(settings, path, database);
      followed.thread.start();
      return followed;
    } catch (SQLException e) {
      close(database);
      throw new ReplicaException(path + ": " + Database.message(e), e);
    } catch (RuntimeException e) {
      close(database);
      throw e;
    }
  }

  @Override
  public SiteId site() {
    return site;
  }

  @Override
  public VersionVector vector() {
    return vector;
  }

  @Override
  public ReplicaReader newReader() {
    return ReadConnection.open(path);
  }

  @Override
  public ReplicaReader newServedReader() {
    return ReadConnection.openServed(path);
  }

  @Override
  public List<ChangedRow> quarantinedRows() {
    return KeptRows.all(path);
  }

  @Override
  public ChangeFeed feed() {
    return commits::add;
  }

  @Override
  public CompletableFuture<Void> ping() {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    pings.add(asked);
    LockSupport.unpark(thread);
    if (closed) { // after the offer: else the end may have missed it
      asked.cancel(false);
    }
    return asked;
  }

  @Override
  public @Nullable Commit changedSince(VersionVector known, int maxRows) {
    return ChangeScan.once(path, settings.region(), known, maxRows);
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(this, pings.isEmpty() ? POLL.toNanos() : 0);
      List<CompletableFuture<Void>> asked = new ArrayList<>();
      for (CompletableFuture<Void> ping = pings.poll(); ping != null; ping = pings.poll()) {
        asked.add(ping);
      }
      try {
        look();
        asked.forEach(ping -> ping.complete(null));
        trouble = "";
      } catch (SQLException | RuntimeException | Error e) { // also Error: nobody else would look
        failed(e);
        asked.forEach(ping -> ping.completeExceptionally(e));
      }
    }
    close(database);
    pings.forEach(ping -> ping.cancel(false));
  }

  /** Announces what was committed since the last look. */
  private void look() throws SQLException {
    Database open = database == null ? reopen() : database;
    long now = dataVersion(open); // before the scan: a commit in between is looked at twice
    if (now == dataVersion || scan == null) {
      return;
    }
    ChangeScan.Result result = scan.since(vector, MAX_ROWS);
    Commit changed = result.changed();
    if (changed == null) {
      commits.tell(new Commit(List.of(), false, System.currentTimeMillis()));
    } else if (!changed.rows().isEmpty()) {
      commits.tell(changed);
    }
    vector = result.held();
    dataVersion = now;
  }

  /** Another connection counts from another number, and the tables may have got columns. */
  private Database reopen() throws SQLException {
    Database open = Database.reader(path);
    database = open;
    scan = new ChangeScan(open, Schema.read(open), settings.region());
    dataVersion = -1;
    return open;
  }

  private void failed(Throwable e) {
    if (!trouble.equals(e.toString())) { // said once, not ten times a second
      trouble = e.toString();
      LOG.warn("cannot see what is committed to {}, will be tried again", path, e);
    }
    close(database);
    database = null;
    scan = null;
  }

  private static long dataVersion(Database database) throws SQLException {
    long[] version = {0};
    database.query("PRAGMA data_version", rows -> version[0] = rows.getLong(1));
    return version[0];
  }

  private static void close(@Nullable Database database) {
    if (database != null) {
      try {
        database.close();
      } catch (RuntimeException e) {
        LOG.debug("closing a connection that failed", e);
      }
    }
  }

  /** Ends the following; readers opened by it stay open. Closing twice does nothing. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
