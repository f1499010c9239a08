package dev.fairlead.proxy.control.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.proxy.RunningNode;
import dev.fairlead.proxy.control.Lifecycle.Stage;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class AdminApiTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String ADMIN = "[admin]\nbind = \"127.0.0.1:0\"\n";

  @TempDir static Path folder;
  private static RunningNode node;

  @BeforeAll
  static void start() throws Exception {
    node = RunningNode.start(folder, ADMIN);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static JsonNode json(HttpResponse<String> response) {
    return MAPPER.readTree(response.body());
  }

  @Test
  void transactionIsAnsweredAsCorrosionDoes() throws Exception {
    HttpResponse<String> response =
        node.post(
            "/v1/transactions",
            """
            ["INSERT INTO service (id) VALUES ('t1')",
             ["INSERT INTO service (id, policy) VALUES (?, ?)", ["t2", "{}"]],
             ["INSERT INTO service (id) VALUES (:id)", {":id": "t3"}],
             {"query": "INSERT INTO service (id) VALUES (?)", "params": ["t4"]},
             {"query": "UPDATE service SET protocol = 'tcp' WHERE id IN (:a, 't4')",
              "named_params": {":a": "t3"}}]\
            """);
    assertEquals(200, response.statusCode(), response.body());
    JsonNode body = json(response);
    assertEquals(
        List.of(1, 1, 1, 1, 2),
        body.path("results").valueStream().map(r -> r.path("rows_affected").intValue()).toList());
    assertTrue(body.path("version").longValue() > 0, response.body());
    assertEquals(body.path("version"), body.path("versions").path("world"));
    assertEquals(36, body.path("actor_id").asString().length());
    assertTrue(body.path("time").isDouble() && body.at("/results/0/time").isDouble());
  }

  @Test
  void failedTransactionNamesTheStatementAndChangesNothing() throws Exception {
    HttpResponse<String> response =
        node.post(
            "/v1/transactions",
            "[\"INSERT INTO service (id) VALUES ('gone')\", \"INSRT INTO service\"]");
    assertEquals(500, response.statusCode());
    assertEquals(1, json(response).at("/results/0/index").intValue(), response.body());
    assertFalse(json(response).at("/results/0/error").asString().isEmpty());
    assertTrue(json(response).path("version").isNull());
    HttpResponse<String> rows =
        node.post("/v1/queries", "\"SELECT id FROM service WHERE id = 'gone'\"");
    assertFalse(rows.body().contains("row"), rows.body());
  }

  @Test
  void emptyTransactionIsRefused() throws Exception {
    HttpResponse<String> response = node.post("/v1/transactions", "[]");
    assertEquals(400, response.statusCode());
    assertEquals(
        "at least 1 statement is required", json(response).at("/results/0/error").asString());
  }

  @Test
  void queryStreamsColumnsRowsAndTheEnd() throws Exception {
    HttpResponse<String> response =
        node.post("/v1/queries", "[\"SELECT ? AS a, x'dead' AS b, NULL AS c, 1.5 AS d\", [true]]");
    assertEquals(200, response.statusCode());
    assertTrue(response.headers().firstValue("Content-Type").isEmpty());
    List<String> lines = response.body().lines().toList();
    assertEquals("{\"columns\":[\"a\",\"b\",\"c\",\"d\"]}", lines.get(0));
    assertEquals("{\"row\":[1,[1,[222,173],null,1.5]]}", lines.get(1));
    assertTrue(lines.get(2).startsWith("{\"eoq\":{\"time\":"), lines.get(2));
    assertEquals(3, lines.size());
  }

  @Test
  void longResultIsStreamedWhole() throws Exception {
    String sql =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)"
            + " SELECT i, 'some text to make it longer' FROM n";
    HttpResponse<String> response = node.post("/v1/queries", "\"" + sql + "\"");
    List<String> lines = response.body().lines().toList();
    assertEquals(50_002, lines.size());
    assertTrue(lines.get(50_000).startsWith("{\"row\":[50000,[50000,"), lines.get(50_000));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"SELEC 1\" | 400",
        "\"DELETE FROM service\" | 400",
        "\"SELECT 1; DELETE FROM service\" | 400",
        "\"SELECT * FROM nothing\" | 400",
        "{ not json | 400",
        "42 | 422",
        "[1, 2] | 422",
        "[\"SELECT ?\", [[300]]] | 422",
        "[\"SELECT ?\", [{\"a\": 1}]] | 422",
      })
  void badQueryIsRefusedAndNothingIsDisturbed(String body, int status) throws Exception {
    HttpResponse<String> response = node.post("/v1/queries", body);
    assertEquals(status, response.statusCode(), response.body());
    assertFalse(response.body().isBlank());
    assertEquals(200, node.post("/v1/queries", "\"SELECT 1\"").statusCode());
  }

  @Test
  void wrongTypePathMethodAndLengthHaveTheirOwnStatus() throws Exception {
    URI queries = URI.create(node.api() + "/v1/queries");
    var text = HttpRequest.newBuilder(queries).POST(BodyPublishers.ofString("\"SELECT 1\""));
    assertEquals(415, node.send(text).statusCode());
    assertEquals(404, node.get("/v1/nothing").statusCode());
    HttpResponse<String> get = node.get("/v1/queries");
    assertEquals(405, get.statusCode());
    assertEquals("POST", get.headers().firstValue("Allow").orElse(""));
    assertEquals(413, node.post("/v1/queries", "\"" + " ".repeat(9 << 20) + "\"").statusCode());
    assertEquals(400, node.post("/v1/queries?timeout=soon", "\"SELECT 1\"").statusCode());
  }

  @Test
  void metricsCoverEveryPart() throws Exception {
    String metrics = node.get("/metrics").body();
    for (String name :
        List.of(
            "fairlead_catalog_hits_total",
            "fairlead_catalog_weight_bytes",
            "fairlead_feed_write_queue",
            "fairlead_swim_members{state=\"alive\"} 1.0",
            "fairlead_lock_acquisitions_total",
            "fairlead_loop_",
            "jvm_memory_used_bytes")) {
      assertTrue(metrics.contains(name), name + " in\n" + metrics);
    }
  }

  @Test
  void healthAndReadinessNeedNothing() throws Exception {
    assertEquals("ok\n", node.get("/healthz").body());
    assertEquals(200, node.get("/readyz").statusCode());
  }

  @Test
  void twinsAnswerWhatTheControlSocketAnswers() throws Exception {
    assertEquals("waw-1", json(node.get("/v1/status")).path("name").asString());
    assertEquals("waw-1", json(node.get("/v1/members")).at("/0/name").asString());
    for (String path : List.of("services", "routes", "instances", "locks")) {
      HttpResponse<String> response = node.get("/v1/" + path);
      assertEquals(200, response.statusCode(), path + ": " + response.body());
      assertTrue(json(response).isArray(), path);
    }
    HttpResponse<String> explained = node.get("/v1/explain?url=http%3A%2F%2Fnobody.test%2F");
    assertTrue(json(explained).path("outcome").asString().startsWith("FR01"), explained.body());
    assertEquals(400, node.get("/v1/explain").statusCode());
    assertTrue(node.get("/").body().contains("/v1/transactions"));
  }

  @Test
  void wrongTokenIs401WithoutABodyButHealthIsOpen(@TempDir Path other) throws Exception {
    try (RunningNode guarded = RunningNode.start(other, ADMIN + "token = \"right\"\n")) {
      for (String path : List.of("/metrics", "/", "/v1/status", "/nothing")) {
        assertEquals(401, guarded.get(path).statusCode(), path);
      }
      HttpResponse<String> refused = guarded.post("/v1/queries", "\"SELECT 1\"");
      assertEquals(401, refused.statusCode());
      assertEquals("", refused.body());
      assertEquals(200, guarded.get("/healthz").statusCode());
      assertEquals(200, guarded.get("/readyz").statusCode());
      URI status = URI.create(guarded.api() + "/v1/status");
      var right = HttpRequest.newBuilder(status).header("Authorization", "Bearer right");
      assertEquals(200, guarded.send(right).statusCode());
      var wrong = HttpRequest.newBuilder(status).header("Authorization", "Bearer wrong");
      assertEquals(401, guarded.send(wrong).statusCode());
    }
  }

  @Test
  void drainingNodeIsNotReady(@TempDir Path other) throws Exception {
    try (RunningNode draining = RunningNode.start(other, ADMIN)) {
      assertEquals(List.of("draining"), draining.ask("drain"));
      assertEquals(Stage.DRAINING, draining.lifecycle().stage());
      HttpResponse<String> ready = draining.get("/readyz");
      assertEquals(503, ready.statusCode());
      assertEquals("draining\n", ready.body());
    }
  }
}
