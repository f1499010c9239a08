package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.SiteId;
import dev.fairlead.gossip.change.Stream;
import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.change.VersionRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A replica with the shortcuts tests need: blocking calls, everything readable as text. */
final class TestReplica implements AutoCloseable {
  final Replica replica;
  private final ReplicaReader reader;
  final List<Version> written = new ArrayList<>();

  private TestReplica(Replica replica) {
    this.replica = replica;
    this.reader = replica.newReader();
    replica.subscribeToLocalVersions(written::addAll);
  }

  static TestReplica open(Path folder, String region) {
    return open(folder, region, SiteId.random(new java.security.SecureRandom()));
  }

  static TestReplica open(Path folder, String region, SiteId site) {
    return open(folder, region, site, Precautions.NONE);
  }

  static TestReplica open(Path folder, String region, Precautions precautions) {
    return open(folder, region, SiteId.random(new java.security.SecureRandom()), precautions);
  }

  private static TestReplica open(
      Path folder, String region, SiteId site, Precautions precautions) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ReplicaSettings settings =
        new ReplicaSettings(folder, folder.getFileName().toString(), region, precautions);
    return new TestReplica(Replica.open(settings, site, () -> 1_000L, Replica.WRITE_LIMIT));
  }

  /** Adds a schema file of one's own before the replica is opened. */
  static void schema(Path folder, String sql) {
    try {
      Files.createDirectories(folder.resolve("schema"));
      Files.writeString(folder.resolve("schema/own.sql"), sql);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TransactionResult sql(String sql, Object... parameters) {
    return transact(Statement.of(sql, parameters));
  }

  TransactionResult transact(Statement... statements) {
    return await(replica.transact(List.of(statements)));
  }

  void merge(List<Version> versions) {
    await(replica.merge(versions));
  }

  void merge(Version... versions) {
    merge(List.of(versions));
  }

  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.orTimeout(30, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ReplicaException refused) {
        throw refused;
      }
      throw e;
    }
  }

  /** The rows of a query, each as a list of values, as text. */
  List<String> rows(String sql) {
    return reader.query(
        sql,
        row -> {
          List<Object> values = new ArrayList<>();
          for (int i = 0; i < row.columns().size(); i++) {
            Object value = row.value(i);
            values.add(value instanceof byte[] bytes ? Arrays.toString(bytes) : value);
          }
          return values.toString();
        });
  }

  /** Everything that must be equal on converged replicas: rows, liveness, clocks and owners. */
  List<String> state(String table) {
    String row = "fairlead_row_" + table;
    String cell = "fairlead_cell_" + table;
    String keys =
        rows("SELECT group_concat('quote(r.' || name || ')') FROM pragma_table_info('"
                + row
                + "') WHERE name LIKE 'p_'")
            .get(0)
            .replaceAll("[\\[\\]]", "");
    List<String> state = new ArrayList<>(rows("SELECT * FROM " + table));
    state.addAll(
        rows(
            "SELECT %s, r.cl, iif(r.ver > 0, hex(s.id), ''), r.ver FROM %s r LEFT JOIN fairlead_site s ON s.ord = r.site"
                .formatted(keys, row)));
    state.addAll(
        rows(
            "SELECT %s, c.col, c.cv, hex(s.id), c.ver FROM %s c JOIN %s r ON r.k = c.k LEFT JOIN fairlead_site s ON s.ord = c.site"
                .formatted(keys, cell, row)));
    Collections.sort(state);
    return state;
  }

  /** Fetches whatever {@code from} holds and this does not, through its history. */
  void sync(TestReplica from) {
    Map<Stream, List<VersionRange>> missing = replica.vector().missingFrom(from.replica.vector());
    try (HistoryReader history = from.replica.newHistoryReader()) {
      missing.forEach((stream, ranges) ->
          ranges.forEach(range -> merge(history.read(stream, range, Long.MAX_VALUE))));
    }
  }

  @Override
  public void close() {
    reader.close();
    replica.close();
  }
}
