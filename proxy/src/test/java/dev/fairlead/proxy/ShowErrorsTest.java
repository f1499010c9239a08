package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.proxy.observe.BadMessage;
import dev.fairlead.proxy.observe.BadMessages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code show errors} of a whole node: which byte it was, and what stood around it. */
@Timeout(60)
final class ShowErrorsTest {
  @TempDir static Path folder;
  private static RunningNode node;

  @BeforeAll
  static void start() throws Exception {
    node = RunningNode.start(folder, "[admin]\nbind = \"127.0.0.1:0\"\n");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static RawClient client() throws IOException {
    return new RawClient(node.node().listeners().getFirst().address().getPort());
  }

  private static JsonNode newest() throws IOException {
    return new JsonMapper()
        .readTree(node.ask("show errors --json").getFirst())
        .get("errors")
        .get(0);
  }

  /** The bad byte stands behind the bar. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "|\1GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET |\1 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /a|%2fb HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nA|\u0000B: c\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nName: value\r\nName|\u0007: v\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nContent| Length: 3\r\n\r\nabc",
        "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n| c\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x|\n\r\n",
      })
  void theOffsetIsThatOfTheByteInItsRequest(String marked) throws IOException {
    String sent = marked.replace("|", "");
    int offset = marked.indexOf('|');
    for (int pieces : new int[] {1, 2}) {
      try (RawClient client = client()) {
        int cut = pieces == 1 ? sent.length() : sent.indexOf("\r\n") + 2;
        client.send(sent.substring(0, cut));
        client.send(sent.substring(cut));
        assertEquals(400, client.receive().code());
      }
      JsonNode error = newest();
      assertEquals(offset, error.get("offset").asInt(), error.toString());
      assertTrue(error.get("words").asString().length() > 5);
      assertEquals("127.0.0.1", error.get("client").asString());
      assertEquals("web", error.get("listener").asString());
      assertEquals("client", error.get("side").asString());
    }
  }

  @Test
  void peopleSeeTheLineAndAMarkUnderTheByte() throws IOException {
    try (RawClient client = client()) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\nX-\tA: b\r\n\r\n").receive();
    }
    List<String> lines = node.ask("show errors").subList(1, 7);
    assertTrue(lines.get(0).endsWith(" request of client 127.0.0.1 on listener web"), lines.get(0));
    assertEquals("  FQ05 malformed header field: character 09 at byte 27", lines.get(1));
    assertEquals("  00000  GET / HTTP/1.1\\r\\n", lines.get(2));
    assertEquals("  00016  Host: x\\r\\n", lines.get(3));
    assertEquals("  00025  X-\\tA: b\\r\\n", lines.get(4));
    assertEquals("           ^ byte 27", lines.get(5));
  }

  @Test
  void theOffsetCountsFromTheRequestNotFromTheConnection() throws IOException {
    try (RawClient client = client()) {
      String good = "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";
      assertEquals(404, client.send(good).receive().code());
      client.send(good + good + "GET / HTTP/1.1\r\nHost: x\r\n: empty\r\n\r\n");
      client.receive();
      client.receive();
      assertEquals(400, client.receive().code());
      assertEquals(25, newest().get("offset").asInt());
    }
  }

  @Test
  void onlyTheLastAreKeptAndOnlyAFewBytesOfEach() throws IOException {
    for (int i = 0; i <= BadMessages.KEPT; i++) {
      try (RawClient client = client()) {
        client.send("GET /" + i + " HTTP/1.1\r\nA: " + "b".repeat(4_000) + "\1\r\n\r\n").receive();
      }
    }
    JsonNode all = new JsonMapper().readTree(node.ask("show errors --json").getFirst());
    assertEquals(BadMessages.KEPT, all.get("errors").size());
    assertTrue(all.get("total").asInt() > BadMessages.KEPT);
    JsonNode newest = all.get("errors").get(0);
    assertTrue(newest.get("excerpt").asString().length() < 300, newest.toString());
    int bad = newest.get("offset").asInt() - newest.get("excerpt_begin").asInt();
    assertEquals("\\x01", newest.get("excerpt").asString().substring(bad, bad + 4));
  }

  @Test
  void responsesThatMakeNoSenseAreKeptToo(@TempDir Path data) throws IOException {
    String bad = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nB\u0001ad: x\r\n\r\nok";
    try (Origin origin =
            new Origin((request, body, out) -> {
              out.write(Origin.ascii(bad));
              out.flush();
            });
        TestRegion ams = new TestRegion("ams", data);
        RawClient client = ams.client()) {
      ams.serve(origin);
      assertEquals(502, client.get("app.test", "/").code());
      BadMessage kept = ams.proxy.badMessages().last().getFirst();
      assertEquals(
          new BadMessage.Source("instance", "127.0.0.1", "web", "app", "i1"), kept.source());
      assertEquals("FC04", kept.problem().code());
      assertEquals(bad.indexOf('\1'), kept.problem().offset());
      assertEquals(bad, kept.excerpt().octets());
    }
  }

  @Test
  void aConnectionWithTooManyOdditiesEndsWithAnAnswer(@TempDir Path data) throws IOException {
    try (Origin origin = Origin.says("ok");
        TestRegion ams = new TestRegion("ams", data);
        RawClient client = ams.client()) {
      ams.serve(origin);
      for (int i = 0; i <= 100; i++) {
        client.send("\r\nGET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
        assertEquals(i == 100 ? "close" : "", client.receive().header("Connection"));
      }
      assertTrue(client.ended());
      assertEquals(101, oddities(ams, "empty_line"));
    }
  }

  @Test
  void whatIsOddIsCountedByItsKind(@TempDir Path data) throws IOException {
    try (Origin origin = Origin.says("ok");
        TestRegion ams = new TestRegion("ams", data);
        RawClient client = ams.client()) {
      ams.serve(origin);
      String host = " HTTP/1.1\r\nHost: app.test\r\n";
      for (String request :
          List.of(
              "GET http://app.test/" + host + "\r\n",
              "GET //a" + host + "\r\n",
              "GET /" + host + "Content-Length: 1\r\n\r\nx",
              "POST /"
                  + host
                  + "Transfer-Encoding: chunked\r\n\r\n1;a=b\r\nx\r\n1;a=b\r\nx\r\n0\r\n\r\n")) {
        assertEquals(200, client.send(request).receive().code());
      }
      for (String kind :
          List.of("absolute_target", "path_form", "unexpected_body", "chunk_extension")) {
        assertEquals(1, oddities(ams, kind), kind);
      }
      assertEquals(0, oddities(ams, "empty_line"));
    }
  }

  private static double oddities(TestRegion region, String kind) {
    return region.meters.get("fairlead_edge_oddities").tag("kind", kind).counter().count();
  }
}
