package dev.fairlead.gossip.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.gossip.change.Change;
import dev.fairlead.gossip.change.Scope;
import dev.fairlead.gossip.change.SiteId;
import dev.fairlead.gossip.change.Version;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * The merge against an independent oracle: 250 histories of three replicas run on cr-sqlite 0.17.
 *
 * <p>Each history is replayed with its statements, its delivery order and its order of site ids.
 * What each local transaction emits, the final rows and the final column versions must be those of
 * the file, on every replica: the list of intended differences is empty. What this replica decides
 * otherwise than cr-sqlite (who owns a liveness record, columns of a row whose deletion was never
 * seen, poisoned counters) shows in none of these.
 *
 * <p>All histories share three replicas, each with rows of its own, and run at once.
 */
class MergeVectorsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String SCHEMA =
      "-- scope: world\nCREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, a TEXT, b ANY) STRICT;\n";

  /** Rows of history {@code n} have the ids n * SPREAD + 1, 2, 3. */
  private static final long SPREAD = 10;

  @TempDir private Path folder;
  private final List<Node> nodes = new ArrayList<>();

  /** A replica and what it wrote, by number. */
  private record Node(TestReplica replica, Map<Long, Version> versions) {}

  /** One history under way: where its sites are, what was sent, how often each site wrote. */
  private record History(
      JsonNode json,
      long seed,
      List<Node> nodes,
      List<String> names,
      Map<Integer, List<Version>> messages,
      Map<Integer, Integer> writes) {}

  @BeforeEach
  void open() {
    for (int i = 0; i < 3; i++) {
      Path data = folder.resolve("n" + i);
      TestReplica.schema(data, SCHEMA);
      Node node =
          new Node(TestReplica.open(data, "ams", new SiteId(i + 1, 0)), new ConcurrentHashMap<>());
      node.replica.replica.subscribeToLocalVersions(
          versions -> versions.forEach(version -> node.versions.put(version.number(), version)));
      nodes.add(node);
    }
  }

  @AfterEach
  void close() {
    nodes.forEach(node -> node.replica.close());
  }

  @Test
  void everyHistoryEndsAsInTheOracle() throws Exception {
    List<Future<?>> replays = new ArrayList<>();
    List<History> histories = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String line : lines()) {
        History history = history(JSON.readTree(line));
        histories.add(history);
        replays.add(threads.submit(() -> replay(history)));
      }
      for (Future<?> replay : replays) {
        replay.get();
      }
    }
    assertEquals(250, histories.size());
    histories.forEach(this::compare);
  }

  private static List<String> lines() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    MergeVectorsTest.class.getResourceAsStream("/crsql_merge_vectors.jsonl.gz")),
                StandardCharsets.UTF_8))) {
      return lines.lines().toList();
    }
  }

  /** The smallest site of a history plays on the replica with the smallest site, and so on. */
  private History history(JsonNode json) {
    Map<SiteId, Integer> order = new TreeMap<>();
    List<String> names = new ArrayList<>();
    json.get("sites").forEach(site -> names.add(site.asString()));
    names.forEach(
        name -> order.put(SiteId.fromBytes(HexFormat.of().parseHex(name)), names.indexOf(name)));
    List<Integer> ranks = new ArrayList<>(order.values());
    List<Node> players = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      players.add(nodes.get(ranks.indexOf(i)));
    }
    return new History(
        json, json.get("seed").asLong(), players, names, new HashMap<>(), new HashMap<>());
  }

  private void replay(History history) {
    for (JsonNode step : history.json.get("steps")) {
      int node = step.get("node").asInt();
      if (step.has("apply")) {
        history.nodes.get(node).replica.merge(history.messages.get(step.get("apply").asInt()));
      } else {
        write(history, node, step);
      }
    }
  }

  private static void write(History history, int index, JsonNode step) {
    Node node = history.nodes.get(index);
    List<Statement> statements = new ArrayList<>();
    step.get("tx").forEach(operation -> statements.add(statement(history.seed, operation)));
    Long number =
        node.replica.transact(statements.toArray(Statement[]::new)).versions().get(Scope.WORLD);
    List<String> expected = new ArrayList<>();
    List<String> emitted = new ArrayList<>();
    if (number != null) {
      Version version = node.versions.get(number);
      int write = history.writes.merge(index, 1, Integer::sum);
      version.changes().forEach(change -> emitted.add(describe(history, index, write, change)));
      history.messages.put(step.get("msg").asInt(), List.of(version));
    }
    if (step.has("changes")) {
      step.get("changes").forEach(change -> expected.add(describe(change)));
    }
    Collections.sort(expected);
    Collections.sort(emitted);
    assertEquals(expected, emitted, "seed " + history.seed);
  }

  private void compare(History history) {
    for (Node node : nodes) {
      String message = "seed " + history.seed;
      assertEquals(rows(history.json.get("final_rows")), rows(history, node.replica), message);
      assertEquals(
          versions(history.json.get("final_versions")), versions(history, node.replica), message);
    }
  }

  private static Statement statement(long seed, JsonNode operation) {
    List<Object> values = new ArrayList<>();
    values.add(seed * SPREAD + operation.get(1).asLong());
    for (int i = 2; i < operation.size(); i++) {
      values.add(value(operation.get(i)));
    }
    String sql =
        switch (operation.get(0).asString()) {
          case "insert_or_ignore" -> "INSERT OR IGNORE INTO t(id, a, b) VALUES (?, ?, ?)";
          case "insert_or_replace" -> "INSERT OR REPLACE INTO t(id, a, b) VALUES (?, ?, ?)";
          case "update_a" -> "UPDATE t SET a = ?2 WHERE id = ?1";
          case "update_b" -> "UPDATE t SET b = ?2 WHERE id = ?1";
          case "delete" -> "DELETE FROM t WHERE id = ?";
          default -> throw new IllegalArgumentException(operation.toString());
        };
    return new Statement(sql, values, Map.of());
  }

  private static Object value(JsonNode value) {
    if (value.isObject()) {
      return HexFormat.of().parseHex(value.get("x").asString());
    }
    if (value.isNull()) {
      return null;
    }
    return value.isString()
        ? value.asString()
        : value.isIntegralNumber() ? (Object) value.asLong() : (Object) value.asDouble();
  }

  private static String text(Object value) {
    return value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value);
  }

  /** pk: 01 (one column), 09 (an integer of one byte), the integer. */
  private static String describe(JsonNode change) {
    return "%d %s %s cv %d v %d cl %d of %s"
        .formatted(
            Integer.parseInt(change.get("pk").asString().substring(4), 16),
            change.get("cid").asString(),
            text(value(change.get("val"))),
            change.get("col_version").asLong(),
            change.get("db_version").asLong(),
            change.get("cl").asLong(),
            change.get("site").asString());
  }

  private static String describe(History history, int index, int write, Change change) {
    long id = (Long) change.key().get(0) - history.seed * SPREAD;
    String what =
        switch (change) {
          case Change.Row row -> "-1 null cv " + row.causalLength();
          case Change.Cell cell ->
              cell.column() + " " + text(cell.value()) + " cv " + cell.columnVersion();
        };
    return "%d %s v %d cl %d of %s"
        .formatted(id, what, write, change.causalLength(), history.names.get(index));
  }

  private static List<String> rows(JsonNode rows) {
    List<String> list = new ArrayList<>();
    for (JsonNode row : rows) {
      List<String> values = new ArrayList<>();
      row.forEach(value -> values.add(text(value(value))));
      list.add(values.toString());
    }
    return list;
  }

  private static List<String> rows(History history, TestReplica replica) {
    long first = history.seed * SPREAD;
    return replica.rows(
        "SELECT id - %d, a, b FROM t WHERE id BETWEEN %d AND %d ORDER BY id"
            .formatted(first, first, first + SPREAD - 1));
  }

  private static List<String> versions(JsonNode versions) {
    List<String> list = new ArrayList<>();
    for (JsonNode version : versions) {
      list.add(
          "[%d, %s, %d]"
              .formatted(
                  version.get(0).asLong(), version.get(1).asString(), version.get(2).asLong()));
    }
    Collections.sort(list);
    return list;
  }

  private static List<String> versions(History history, TestReplica replica) {
    long first = history.seed * SPREAD;
    List<String> list =
        new ArrayList<>(
            replica.rows(
                ("SELECT p0 - %1$d, '-1', cl FROM fairlead_row_t WHERE cl > 1 AND p0 BETWEEN %1$d AND %2$d"
                        + " UNION ALL SELECT r.p0 - %1$d, CASE c.col WHEN 1 THEN 'a' ELSE 'b' END, c.cv"
                        + " FROM fairlead_cell_t c JOIN fairlead_row_t r ON r.k = c.k WHERE r.p0 BETWEEN %1$d AND %2$d")
                    .formatted(first, first + SPREAD - 1)));
    Collections.sort(list);
    return list;
  }
}
