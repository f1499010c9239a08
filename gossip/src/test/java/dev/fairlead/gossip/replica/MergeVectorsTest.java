package dev.fairlead.gossip.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.gossip.change.Change;
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
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * The merge against an independent oracle: 250 histories of three replicas run on cr-sqlite 0.17.
 *
 * <p>Each history is replayed with its site ids, statements and delivery order. What each local
 * transaction emits, the final rows and the final column versions must be those of the file, on
 * every replica: the list of intended differences is empty. What this replica decides otherwise
 * than cr-sqlite (who owns a liveness record, columns of a row whose deletion was never seen,
 * poisoned counters) shows in none of these.
 */
class MergeVectorsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String SCHEMA =
      "-- scope: world\nCREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, a TEXT, b ANY) STRICT;\n";

  @TempDir private Path folder;

  @Test
  void everyHistoryEndsAsInTheOracle() throws IOException {
    int histories = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    MergeVectorsTest.class.getResourceAsStream("/crsql_merge_vectors.jsonl.gz")),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        replay(JSON.readTree(line));
        histories++;
      }
    }
    assertEquals(250, histories);
  }

  private void replay(JsonNode history) {
    String seed = "seed " + history.get("seed").asInt();
    List<TestReplica> nodes = new ArrayList<>();
    try {
      for (JsonNode site : history.get("sites")) {
        Path data = folder.resolve(seed + "-" + nodes.size());
        TestReplica.schema(data, SCHEMA);
        nodes.add(TestReplica.open(data, "ams", site(site.asString())));
      }
      Map<Integer, List<Version>> messages = new HashMap<>();
      for (JsonNode step : history.get("steps")) {
        step(seed, nodes.get(step.get("node").asInt()), step, messages);
      }
      for (TestReplica node : nodes) {
        assertEquals(rows(history.get("final_rows")), rows(node), seed);
        assertEquals(versions(history.get("final_versions")), versions(node), seed);
      }
    } finally {
      nodes.forEach(TestReplica::close);
    }
  }

  private void step(
      String seed, TestReplica node, JsonNode step, Map<Integer, List<Version>> messages) {
    if (step.has("apply")) {
      node.merge(messages.get(step.get("apply").asInt()));
      return;
    }
    node.written.clear();
    List<Statement> statements = new ArrayList<>();
    step.get("tx").forEach(operation -> statements.add(statement(operation)));
    node.transact(statements.toArray(Statement[]::new));
    List<String> expected = new ArrayList<>();
    if (step.has("changes")) {
      step.get("changes").forEach(change -> expected.add(describe(change)));
      messages.put(step.get("msg").asInt(), List.copyOf(node.written));
    }
    List<String> emitted = new ArrayList<>();
    for (Version version : node.written) {
      version.changes().forEach(change -> emitted.add(describe(version, change)));
    }
    Collections.sort(expected);
    Collections.sort(emitted);
    assertEquals(expected, emitted, seed);
  }

  private static Statement statement(JsonNode operation) {
    List<Object> values = new ArrayList<>();
    for (int i = 1; i < operation.size(); i++) {
      values.add(value(operation.get(i)));
    }
    String name = operation.get(0).asString();
    if (name.startsWith("update")) {
      Collections.swap(values, 0, 1);
    }
    String sql =
        switch (name) {
          case "insert_or_ignore" -> "INSERT OR IGNORE INTO t(id, a, b) VALUES (?, ?, ?)";
          case "insert_or_replace" -> "INSERT OR REPLACE INTO t(id, a, b) VALUES (?, ?, ?)";
          case "update_a" -> "UPDATE t SET a = ? WHERE id = ?";
          case "update_b" -> "UPDATE t SET b = ? WHERE id = ?";
          case "delete" -> "DELETE FROM t WHERE id = ?";
          default -> throw new IllegalArgumentException(name);
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

  private static SiteId site(String hex) {
    return SiteId.fromBytes(HexFormat.of().parseHex(hex));
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
            site(change.get("site").asString()));
  }

  private static String describe(Version version, Change change) {
    return switch (change) {
      case Change.Row row ->
          "%d -1 null cv %d v %d cl %d of %s"
              .formatted(
                  row.key().get(0),
                  row.causalLength(),
                  version.number(),
                  row.causalLength(),
                  version.stream().origin());
      case Change.Cell cell ->
          "%d %s %s cv %d v %d cl %d of %s"
              .formatted(
                  cell.key().get(0),
                  cell.column(),
                  text(cell.value()),
                  cell.columnVersion(),
                  version.number(),
                  cell.causalLength(),
                  version.stream().origin());
    };
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

  private static List<String> rows(TestReplica node) {
    return node.rows("SELECT * FROM t ORDER BY id");
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

  private static List<String> versions(TestReplica node) {
    List<String> list =
        new ArrayList<>(
            node.rows(
                "SELECT p0, '-1', cl FROM fairlead_row_t WHERE cl > 1"
                    + " UNION ALL SELECT r.p0, CASE c.col WHEN 1 THEN 'a' ELSE 'b' END, c.cv"
                    + " FROM fairlead_cell_t c JOIN fairlead_row_t r ON r.k = c.k"));
    Collections.sort(list);
    return list;
  }
}
