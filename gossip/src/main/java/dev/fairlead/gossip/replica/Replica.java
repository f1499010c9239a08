package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.ChangeFeed;
import dev.fairlead.gossip.change.ChangeId;
import dev.fairlead.gossip.change.ChangedRow;
import dev.fairlead.gossip.change.Commit;
import dev.fairlead.gossip.change.SiteId;
import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.change.VersionVector;
import dev.fairlead.gossip.replica.LocalWrites.CheckedStatement;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replicated database of this node: one SQLite file, one writer thread, any number of readers.
 *
 * <p>Thread-safe. Futures complete on the writer thread: what is chained to them must hand over and
 * return.
 */
public final class Replica implements ReadableReplica {
  private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

  /** A local transaction that runs longer is interrupted and fails. */
  static final Duration WRITE_LIMIT = Duration.ofSeconds(10);

  private final ReplicaFile file;
  private final Core core;
  private final Announcer announcer;
  private final Rejections rejections;
  private final Writer writer;

  private Replica(ReplicaFile file, Core core, LongSupplier nowMillis, Duration writeLimit)
      throws SQLException {
    this.file = file;
    this.core = core;
    this.announcer = new Announcer(nowMillis);
    this.rejections = new Rejections();
    Merger merger = new Merger(core, rejections);
    this.writer = new Writer(core, new LocalWrites(core, nowMillis, writeLimit), merger, announcer);
    file.inTransaction(
        core.database(),
        () -> {
          core.quarantine().add(core.settings().precautions().quarantine(), core.book());
          merger.mergeParked();
        });
    core.book().committed();
    core.parking().committed();
    core.quarantine().committed();
    writer.start();
  }

  /**
   * Opens or creates {@code replica.db}.
   *
   * @throws ReplicaException if the file belongs to another region, is newer than this program, is
   *     no database, is in use, or a schema file asks for what cannot be replicated
   */
  public static Replica open(ReplicaSettings settings) {
    return open(
        settings, SiteId.random(new SecureRandom()), System::currentTimeMillis, WRITE_LIMIT);
  }

  /**
   * As {@link #open(ReplicaSettings)}, with the name a new file gets, the clock and the time limit.
   */
  static Replica open(
      ReplicaSettings settings, SiteId fresh, LongSupplier nowMillis, Duration writeLimit) {
    ReplicaFile file = ReplicaFile.lock(settings);
    try {
      Core core = file.open(fresh);
      Replica replica = new Replica(file, core, nowMillis, writeLimit);
      LOG.info(
          "replica {} of region {} is open, site {}",
          file.path(),
          settings.region(),
          replica.site());
      return replica;
    } catch (SQLException e) {
      file.close();
      throw new ReplicaException(file.path() + ": " + Database.message(e), e);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public SiteId site() {
    return file.site();
  }

  /**
   * Runs {@code statements} in one transaction on the writer; completes when it is durable, or
   * exceptionally with {@link ReplicaException} and nothing changed.
   *
   * <p>A statement is one {@code INSERT}, {@code REPLACE}, {@code UPDATE} or {@code DELETE} of a
   * replicated table.
   */
  public CompletableFuture<TransactionResult> transact(List<Statement> statements) {
    CompletableFuture<TransactionResult> answer = new CompletableFuture<>();
    try {
      List<CheckedStatement> checked = new ArrayList<>();
      for (Statement statement : statements) {
        checked.add(CheckedStatement.of(core.schema(), statement, checked.size()));
      }
      writer.submit(new Job.Transact(checked, answer));
    } catch (ReplicaException e) {
      answer.completeExceptionally(e);
    }
    return answer;
  }

  /**
   * Applies versions of other origins; completes when they are durable. Versions already held
   * change nothing. A version that cannot be applied is parked, never an error for the others.
   */
  public CompletableFuture<Void> merge(List<Version> versions) {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    writer.submit(new Job.Merge(List.copyOf(versions), answer));
    return answer;
  }

  @Override
  public VersionVector vector() {
    return core.book().vector();
  }

  /**
   * Calls {@code listener} on the writer thread with the versions of every local commit, once they
   * are durable. Same rules as for {@link ChangeFeed} listeners.
   */
  public ChangeFeed.Subscription subscribeToLocalVersions(Consumer<List<Version>> listener) {
    return announcer.subscribeToLocalVersions(listener);
  }

  /** Opens a reader of versions for other nodes. The caller closes it. */
  public HistoryReader newHistoryReader() {
    return HistoryConnection.open(file.path(), core.schema(), core.settings().region());
  }

  /** What need not be asked for: what is held, and what is in quarantine. */
  public VersionVector settled() {
    return core.quarantine().besides(core.book().vector());
  }

  /** The versions that are not served. */
  public List<Quarantined> quarantined() {
    return core.quarantine().listed();
  }

  /**
   * Takes {@code id} out of quarantine: what it wrote is served from now on, after it was asked for
   * if it is not held. Completes when that is durable, with whether it was in quarantine.
   */
  public CompletableFuture<Boolean> lift(ChangeId id) {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    writer.submit(new Job.Lift(id, answer));
    return answer;
  }

  /** Transactions and batches waiting for the writer now. */
  public int queued() {
    return writer.queued();
  }

  /** Changes kept aside because their table or column is not known here. */
  public long parked() {
    return core.parking().count();
  }

  /** Versions of other origins that were refused since the start: poisoned, misdirected, forged. */
  public long rejected() {
    return rejections.count();
  }

  @Override
  public ReplicaReader newReader() {
    return ReadConnection.open(file.path());
  }

  @Override
  public ReplicaReader newServedReader() {
    return ReadConnection.openServed(file.path());
  }

  @Override
  public List<ChangedRow> quarantinedRows() {
    return KeptRows.all(file.path());
  }

  @Override
  public ChangeFeed feed() {
    return announcer.feed();
  }

  /** Completes on the writer thread once everything queued before it is done; proves it works. */
  @Override
  public CompletableFuture<Void> ping() {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    writer.submit(new Job.Ping(answer));
    return answer;
  }

  /**
   * Completes on the writer thread when it next comes by, also in the midst of a long transaction
   * or batch and while the file cannot be written; proves that it does not hang.
   */
  public CompletableFuture<Void> heartbeat() {
    return writer.heartbeat();
  }

  /**
   * Why writes fail now, in SQLite's words, such as {@code database or disk is full}; empty while
   * they succeed. Reads go on as far as they can.
   */
  public String trouble() {
    return core.storage().trouble();
  }

  @Override
  public @Nullable Commit changedSince(VersionVector known, int maxRows) {
    return ChangeScan.once(file.path(), core.settings().region(), known, maxRows);
  }

  /**
   * Hands the file over to another process: finishes what is queued, so that all that was or will
   * be acknowledged is in it, and lets go of it. Readers go on; writes are refused from now on.
   */
  public void release() {
    writer.close("this process handed the replica over");
    file.release();
  }

  /** Finishes what is queued, then closes the file. Closing twice does nothing. */
  @Override
  public void close() {
    writer.close("the replica is closed");
    file.close();
  }
}
