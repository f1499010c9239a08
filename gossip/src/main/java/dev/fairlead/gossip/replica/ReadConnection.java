package dev.fairlead.gossip.replica;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ReplicaReader} over a connection that cannot write.
 *
 * <p>Confined to one thread at a time.
 */
final class ReadConnection implements ReplicaReader {
  /** A query that runs longer is interrupted. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Database database;
  private final TimeLimit limit;

  private ReadConnection(Database database) throws SQLException {
    this.database = database;
    this.limit = TimeLimit.of(database, LIMIT, () -> {});
  }

  static ReadConnection open(Path file) {
    try {
      return new ReadConnection(Database.reader(file));
    } catch (SQLException e) {
      throw new ReplicaException("cannot open a reader: " + Database.message(e), e);
    }
  }

  /** As {@link #open}, with rows in quarantine as they are served. */
  static ReadConnection openServed(Path file) {
    try {
      return new ReadConnection(Database.servedReader(file));
    } catch (SQLException e) {
      throw new ReplicaException("cannot open a reader: " + Database.message(e), e);
    }
  }

  @Override
  public void query(Statement statement, RowConsumer rows) {
    SqlCheck.query(statement.sql());
    Object[] values = Parameters.of(statement).toArray();
    limit.start();
    try (ResultSet result = database.bind(statement.sql(), values).executeQuery()) {
      CurrentRow row = new CurrentRow(result);
      rows.columns(row.columns);
      while (result.next()) {
        rows.accept(row);
      }
    } catch (SQLException e) {
      throw new ReplicaException(Database.message(e), 0, e);
    } catch (RowFailure e) {
      throw new ReplicaException(Database.message(e.cause), 0, e.cause);
    } finally {
      limit.stop();
    }
  }

  @Override
  public <T extends @Nullable Object> T snapshot(Supplier<T> queries) {
    run("BEGIN");
    try {
      return queries.get();
    } finally {
      run("COMMIT"); // nothing was written: it only ends the view of the file
    }
  }

  private void run(String sql) {
    try {
      boolean _ = database.prepare(sql).execute();
    } catch (SQLException e) {
      throw new ReplicaException(Database.message(e), 0, e);
    }
  }

  @Override
  public void close() {
    database.close();
  }

  /** Carries a failure out of a consumer's call. */
  private static final class RowFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final SQLException cause;

    RowFailure(SQLException cause) {
      super(cause);
      this.cause = cause;
    }
  }

  /** The row the cursor is on. */
  private static final class CurrentRow implements Row {
    private final ResultSet rows;
    private final List<String> columns;

    CurrentRow(ResultSet rows) throws SQLException {
      this.rows = rows;
      ResultSetMetaData meta = rows.getMetaData();
      List<String> names = new ArrayList<>();
      for (int i = 1; i <= meta.getColumnCount(); i++) {
        names.add(meta.getColumnName(i));
      }
      this.columns = List.copyOf(names);
    }

    @Override
    public List<String> columns() {
      return columns;
    }

    @Override
    public @Nullable Object value(int column) {
      try {
        return Database.value(rows, column + 1);
      } catch (SQLException e) {
        throw new RowFailure(e);
      }
    }

    @Override
    public String text(int column) {
      try {
        String text = rows.getString(column + 1);
        return text == null ? "" : text;
      } catch (SQLException e) {
        throw new RowFailure(e);
      }
    }

    @Override
    public long integer(int column) {
      try {
        return rows.getLong(column + 1);
      } catch (SQLException e) {
        throw new RowFailure(e);
      }
    }
  }
}
