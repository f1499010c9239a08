package dev.fairlead.gossip.replica;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteLimits;

/**
 * One SQLite connection with its prepared statements.
 *
 * <p>Confined to one thread at a time. Never loads extensions, never attaches another file, trusts
 * no function named by the schema.
 */
final class Database implements AutoCloseable {
  /** Prepared statements kept; beyond that the one used longest ago is closed. */
  private static final int CACHED_STATEMENTS = 256;

  /** Largest row or value SQLite itself accepts here; our own bounds are far below. */
  private static final int LARGEST_ROW_BYTES = 16 << 20; // 16 MiB

  /** How long to wait for a lock that only a foreign program can hold. */
  private static final int BUSY_MILLIS = 5_000;

  /** SQLITE_INTERRUPT. */
  private static final int INTERRUPTED = 9;

  private final Connection connection;
  private final LinkedHashMap<String, PreparedStatement> prepared =
      new LinkedHashMap<>(64, 0.75f, true);

  private Database(Connection connection) {
    this.connection = connection;
  }

  /**
   * Opens the one connection that writes.
   *
   * <p>{@code synchronous=FULL}: a commit returns after the write-ahead log is on the disk, so what
   * was acknowledged survives the loss of power too, if the disk does what it says.
   */
  static Database writer(Path file) throws SQLException {
    Database database = open("jdbc:sqlite:" + file, new SQLiteConfig());
    try {
      database.exec("PRAGMA journal_mode=WAL");
      database.exec("PRAGMA synchronous=FULL");
      database.exec("PRAGMA recursive_triggers=ON");
      database.exec("PRAGMA journal_size_limit=67108864"); // 64 MiB
      database.exec("PRAGMA cache_size=-32768"); // 32 MiB
      return database;
    } catch (SQLException e) {
      database.close();
      throw e;
    }
  }

  /** Opens a connection that cannot write. */
  static Database reader(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    Database database = open("jdbc:sqlite:" + file, config);
    database.exec("PRAGMA query_only=ON");
    return database;
  }

  /**
   * Opens a connection that cannot write, and reads rows in quarantine as they are served: views of
   * its own shadow their tables. Without a quarantine it is like any other.
   */
  static Database servedReader(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    Database database = open("jdbc:sqlite:" + file, config);
    try {
      database.shadow();
      database.exec("PRAGMA query_only=ON");
      return database;
    } catch (SQLException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private void shadow() throws SQLException {
    boolean[] any = {false};
    query("SELECT 1 FROM sqlite_schema WHERE name = 'fairlead_quarantine'", _ -> any[0] = true);
    if (any[0]) { // the file may be of a program that knows none
      any[0] = false;
      query("SELECT 1 FROM fairlead_quarantine LIMIT 1", _ -> any[0] = true);
    }
    if (any[0]) {
      exec("PRAGMA temp_store=MEMORY");
      for (TableSql table : Schema.read(this).tables()) {
        exec(table.previous().view());
      }
    }
  }

  /** Opens an empty database in memory, to let SQLite parse a schema. */
  static Database scratch() throws SQLException {
    return open("jdbc:sqlite::memory:", new SQLiteConfig());
  }

  private static Database open(String url, SQLiteConfig config) throws SQLException {
    config.enableLoadExtension(false);
    config.setBusyTimeout(BUSY_MILLIS);
    Properties properties = config.toProperties();
    Connection connection = DriverManager.getConnection(url, properties);
    SQLiteConnection sqlite = (SQLiteConnection) connection;
    sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, LARGEST_ROW_BYTES);
    sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_ATTACHED, 0);
    Database database = new Database(connection);
    database.exec("PRAGMA trusted_schema=OFF");
    return database;
  }

  /** The connection, for what this class does not wrap. */
  Connection connection() {
    return connection;
  }

  /** Runs SQL that is not worth keeping prepared. */
  void exec(String sql) throws SQLException {
    try (java.sql.Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The prepared form of {@code sql}, owned by this. */
  PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement known = prepared.get(sql);
    if (known == null) {
      known = connection.prepareStatement(sql);
      prepared.put(sql, known);
      if (prepared.size() > CACHED_STATEMENTS) {
        Iterator<PreparedStatement> eldest = prepared.values().iterator();
        eldest.next().close();
        eldest.remove();
      }
    }
    return known;
  }

  /** Prepares and binds. */
  PreparedStatement bind(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = prepare(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  /** Runs a statement that changes rows; how many. */
  int update(String sql, @Nullable Object... values) throws SQLException {
    return bind(sql, values).executeUpdate();
  }

  /** Runs a query and hands over its rows. */
  void query(String sql, RowTaker taker, @Nullable Object... values) throws SQLException {
    try (ResultSet rows = bind(sql, values).executeQuery()) {
      while (rows.next()) {
        taker.take(rows);
      }
    }
  }

  /** The value of column {@code i}, from 1, as in {@link dev.fairlead.gossip.change.Change}. */
  static @Nullable Object value(ResultSet rows, int i) throws SQLException {
    Object value = rows.getObject(i);
    return value instanceof Integer number ? (Object) number.longValue() : value;
  }

  /** SQLite's own words for a failure, without the driver's wrapping. */
  static String message(SQLException e) {
    if (code(e) == INTERRUPTED) {
      return "interrupted at its time limit";
    }
    String message = String.valueOf(e.getMessage());
    int open = message.indexOf('(');
    return message.startsWith("[SQLITE") && open > 0 && message.endsWith(")")
        ? message.substring(open + 1, message.length() - 1)
        : message;
  }

  /** The primary result code of a failure; 0 if it is not SQLite's. */
  static int code(SQLException e) {
    return e instanceof SQLiteException sqlite ? sqlite.getResultCode().code & 0xff : 0;
  }

  @Override
  public void close() {
    try {
      for (Map.Entry<String, PreparedStatement> each : prepared.entrySet()) {
        each.getValue().close();
      }
      connection.close();
    } catch (SQLException e) {
      throw new ReplicaException("closing the database: " + message(e), e);
    }
  }

  /** Takes one row of a result. */
  @FunctionalInterface
  interface RowTaker {
    /** Reads the current row. */
    void take(ResultSet rows) throws SQLException;
  }
}
