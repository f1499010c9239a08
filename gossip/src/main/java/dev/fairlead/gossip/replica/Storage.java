package dev.fairlead.gossip.replica;

import java.nio.file.Path;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the replica's file takes writes, said once when that ends and once when it begins again.
 *
 * <p>Confined to the writer thread, except {@link #trouble}.
 */
final class Storage {
  private static final Logger LOG = LoggerFactory.getLogger(Storage.class);

  private final Path file;
  private long refused;

  // Written by the writer with release; paired with the acquire of trouble().
  private volatile String trouble = "";

  Storage(Path file) {
    this.file = file;
  }

  /** Whether {@code e} tells of the file or the disk under it, not of what was to be written. */
  static boolean isToBlame(SQLException e) {
    return switch (Database.code(e)) {
      // BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB
      case 5, 6, 7, 8, 10, 11, 13, 14, 15, 26 -> true;
      default -> false;
    };
  }

  /** Why writes fail now, in SQLite's words; empty while they succeed. Any thread. */
  String trouble() {
    return trouble;
  }

  /** A commit, or a part of one, failed for {@code e}. */
  void failed(Throwable e) {
    refused++;
    String reason = reason(e);
    if (!reason.equals(trouble)) {
      trouble = reason;
      LOG.error(
          "{} cannot be written: {}; writes are refused, what was read stays in use",
          file,
          reason,
          e instanceof SQLException ? null : e);
    }
  }

  /** A commit succeeded. */
  void worked() {
    if (!trouble.isEmpty()) {
      LOG.warn("{} is written again; {} commits failed meanwhile", file, refused);
      trouble = "";
      refused = 0;
    }
  }

  private static String reason(Throwable e) {
    return e instanceof SQLException sql ? Database.message(sql) : e.toString();
  }
}
