package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.SiteId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code replica.db}, held by this process alone for writing as long as it is open.
 *
 * <p>A second writer would invent versions nobody else can explain; a lock on {@code replica.lock}
 * keeps other processes out. It ends with the process, however that ends. Opened and closed by one
 * thread; {@link #path()} and {@link #site()} by any.
 */
final class ReplicaFile {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicaFile.class);

  /**
   * How long the writer waits for a lock that only a foreign program can hold; then the write is
   * refused. Shorter than what the health probe gives the writer.
   */
  private static final int BUSY_MILLIS = 100;

  private final ReplicaSettings settings;
  private final Path path;
  private final FileChannel lock;
  private @Nullable Database database;
  private @Nullable SiteId site;

  private ReplicaFile(ReplicaSettings settings, FileChannel lock) {
    this.settings = settings;
    this.path = settings.data().resolve("replica.db");
    this.lock = lock;
  }

  /**
   * Reserves the file.
   *
   * @throws ReplicaException if another process or replica has it
   */
  static ReplicaFile lock(ReplicaSettings settings) {
    Path path = settings.data().resolve("replica.lock");
    try {
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new ReplicaException("the replica in " + settings.data() + " is in use");
      }
      return new ReplicaFile(settings, channel);
    } catch (IOException e) {
      throw new ReplicaException("cannot lock " + path + ": " + e, e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) { // by this very process
      return null;
    }
  }

  /** Opens the database and brings it to the schema, all or nothing. */
  Core open(SiteId fresh) throws SQLException {
    SchemaFile schemaFile = SchemaFile.all(settings.data().resolve("schema"));
    Database opened = Database.writer(path);
    database = opened;
    Schema[] schema = new Schema[1];
    inTransaction(
        opened,
        () -> {
          LocalTables.open(opened, settings, fresh);
          schema[0] = SchemaUpgrade.apply(opened, schemaFile);
        });
    opened.exec("PRAGMA busy_timeout = " + BUSY_MILLIS);
    Sites sites = new Sites(opened);
    site = sites.self();
    return new Core(
        settings,
        opened,
        schema[0],
        sites,
        new Book(opened, sites),
        new Parking(opened, sites),
        new Quarantine(opened, schema[0], sites, settings.region()),
        new Heartbeat(),
        new Storage(path));
  }

  /** Runs {@code work} in a transaction of its own. */
  void inTransaction(Database on, Work work) throws SQLException {
    on.exec("BEGIN IMMEDIATE");
    try {
      work.run();
      on.exec("COMMIT");
    } catch (SQLException | RuntimeException e) {
      try {
        on.exec("ROLLBACK");
      } catch (SQLException late) {
        e.addSuppressed(late);
      }
      throw e;
    }
  }

  /** Something done with the database. */
  @FunctionalInterface
  interface Work {
    /** Does it. */
    void run() throws SQLException;
  }

  Path path() {
    return path;
  }

  SiteId site() {
    SiteId known = site;
    if (known == null) {
      throw new IllegalStateException("the file is not open");
    }
    return known;
  }

  /** Writes the log back into the file and lets go of it. Closing twice does nothing. */
  void close() {
    letGo(true);
  }

  /** Lets go of the file at once: the next writer goes on with the log as it is. */
  void release() {
    letGo(false);
  }

  private void letGo(boolean writeBack) {
    Database open = database;
    database = null;
    try (lock) {
      if (open != null) {
        if (writeBack) {
          checkpoint(open);
        }
        open.close();
      }
    } catch (IOException e) {
      LOG.warn("releasing the lock of {}", path, e);
    }
  }

  private void checkpoint(Database open) {
    try {
      open.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (SQLException e) {
      LOG.warn("{}: the log could not be written back now; the next start does it", path, e);
    }
  }
}
