package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.Change;
import dev.fairlead.gossip.change.Scope;
import dev.fairlead.gossip.change.Stream;
import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.replica.TransactionResult.StatementResult;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a user's transaction and reads back, from what the triggers recorded, the versions it
 * became.
 *
 * <p>Confined to the writer thread, inside its transaction and a savepoint: on any exception the
 * caller undoes everything.
 */
final class LocalWrites {
  /** Changes in one transaction. */
  static final int CHANGES = 50_000;

  /** Bytes of values in one transaction. */
  static final long TRANSACTION_BYTES = 4 << 20; // 4 MiB

  /** Bytes of one transaction for other nodes, with keys and names: below any message's bound. */
  static final long WIRE_BYTES = 8 << 20; // 8 MiB

  private static final int CHANGE_BYTES = 32;

  /** Bytes of one value. */
  static final int VALUE_BYTES = 1 << 20; // 1 MiB

  private final Core core;
  private final LongSupplier nowMillis;
  private final VersionReader reader;
  private final TimeLimit limit;

  /** A transaction that runs longer than {@code limit} is interrupted. */
  LocalWrites(Core core, LongSupplier nowMillis, Duration limit) throws SQLException {
    this.core = core;
    this.nowMillis = nowMillis;
    this.reader = new VersionReader(core.database());
    this.limit = TimeLimit.of(core.database(), limit, core.heartbeat()::beat);
  }

  /**
   * What a transaction did.
   *
   * @param result for its user
   * @param versions for other nodes
   */
  record Outcome(TransactionResult result, List<Version> versions) {}

  /**
   * Runs {@code statements}.
   *
   * @throws ReplicaException naming the statement that failed
   */
  Outcome run(List<CheckedStatement> statements) throws SQLException {
    limit.start();
    try {
      return runAll(statements);
    } finally {
      limit.stop();
    }
  }

  private Outcome runAll(List<CheckedStatement> statements) throws SQLException {
    long begun = System.nanoTime();
    Set<TableSql> touched = new LinkedHashSet<>();
    List<StatementResult> results = new ArrayList<>();
    for (CheckedStatement statement : statements) {
      touched.add(statement.table());
      results.add(run(statement, results.size()));
    }
    List<Version> versions = versions(touched);
    Map<Scope, Long> numbers = new HashMap<>();
    for (Version version : versions) {
      numbers.put(version.stream().scope(), version.number());
    }
    Duration time = Duration.ofNanos(System.nanoTime() - begun);
    return new Outcome(new TransactionResult(results, numbers, time), versions);
  }

  private StatementResult run(CheckedStatement statement, int index) {
    long begun = System.nanoTime();
    try {
      PreparedStatement prepared =
          core.database().bind(statement.sql(), statement.values().toArray());
      long rows = prepared.execute() ? drain(prepared) : prepared.getUpdateCount();
      return new StatementResult(rows, Duration.ofNanos(System.nanoTime() - begun));
    } catch (SQLException e) {
      throw new ReplicaException(Database.message(e), index, e);
    }
  }

  /** {@code RETURNING} changes a row per row it gives out. */
  private static long drain(PreparedStatement prepared) throws SQLException {
    long count = 0;
    try (ResultSet rows = prepared.getResultSet()) {
      while (rows.next()) {
        count++;
      }
    }
    return count;
  }

  private List<Version> versions(Set<TableSql> touched) throws SQLException {
    Map<Scope, List<Change>> byScope = new HashMap<>();
    Size size = new Size();
    for (TableSql table : touched) {
      Scope scope = table.table().scope(core.settings().region());
      List<Change> changes = byScope.computeIfAbsent(scope, _ -> new ArrayList<>());
      reader.read(table, Sites.SELF, next(scope), changes, size);
    }
    List<Version> versions = new ArrayList<>();
    for (Map.Entry<Scope, List<Change>> each : byScope.entrySet()) {
      if (!each.getValue().isEmpty()) {
        versions.add(allocate(each.getKey(), each.getValue()));
      }
    }
    return versions;
  }

  /** Refuses what is too large while it is being read, so that it never is in memory as a whole. */
  private static final class Size implements java.util.function.ToLongFunction<Change> {
    private int changes;
    private long bytes;
    private long wireBytes;
    private @Nullable List<Object> key;

    @Override
    public long applyAsLong(Change change) {
      Change.Cell cell = change instanceof Change.Cell it ? it : null;
      int size = cell == null ? 0 : checked(change, ValueOrder.bytes(cell.value()));
      changes++;
      bytes += size;
      wireBytes += CHANGE_BYTES + size + (cell == null ? 0 : cell.column().length());
      if (!change.key().equals(key)) { // sent once per row
        key = change.key();
        wireBytes += change.table().length();
        key.forEach(value -> wireBytes += checked(change, ValueOrder.bytes(value)));
      }
      if (changes > CHANGES || bytes > TRANSACTION_BYTES) {
        throw new ReplicaException(
            "the transaction changes more than 50000 columns or 4 MiB: split it");
      }
      if (wireBytes > WIRE_BYTES) {
        throw new ReplicaException(
            "the transaction takes more than 8 MiB with its keys and column names: split it");
      }
      return size;
    }

    private static int checked(Change change, int size) {
      if (size > VALUE_BYTES) {
        throw new ReplicaException("a value of table " + change.table() + " is larger than 1 MiB");
      }
      return size;
    }
  }

  private long next(Scope scope) {
    return core.book().known(own(scope)).head() + 1;
  }

  private Stream own(Scope scope) {
    return new Stream(core.sites().self(), scope);
  }

  private Version allocate(Scope scope, List<Change> changes) throws SQLException {
    long number = next(scope);
    core.database()
        .update(
            scope.equals(Scope.WORLD)
                ? "UPDATE fairlead_context SET world = ?"
                : "UPDATE fairlead_context SET region = ?",
            number + 1);
    return new Version(own(scope), number, nowMillis.getAsLong(), changes);
  }

  /**
   * A statement that may run.
   *
   * @param sql its text
   * @param values its parameters, in order
   * @param table what it writes
   */
  record CheckedStatement(String sql, List<@Nullable Object> values, TableSql table) {
    /**
     * Checks text, target and parameters.
     *
     * @throws ReplicaException naming {@code index}
     */
    static CheckedStatement of(Schema schema, Statement statement, int index) {
      try {
        TableSql table = schema.named(SqlCheck.target(statement.sql()));
        return new CheckedStatement(statement.sql(), Parameters.of(statement), table);
      } catch (ReplicaException e) {
        throw new ReplicaException(String.valueOf(e.getMessage()), index, e);
      }
    }
  }
}
