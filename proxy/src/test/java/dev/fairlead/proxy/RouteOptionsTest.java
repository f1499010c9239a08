package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Policy;
import dev.fairlead.proxy.RawClient.Response;
import dev.fairlead.proxy.route.ExplainRequest;
import dev.fairlead.proxy.route.Explanation;
import dev.fairlead.proxy.route.Query;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Options of routes, over real sockets: what the client gets and what the origin sees. */
@Timeout(60)
final class RouteOptionsTest {
  @TempDir Path data;
  private TestRegion ams;
  private Origin origin;

  @BeforeEach
  void start() throws IOException {
    ams = new TestRegion("ams", data);
    origin =
        new Origin((request, body, out) -> {
          Origin.drain(body);
          out.write(
              Origin.ascii(
                  "HTTP/1.1 200 OK\r\nServer: secret\r\nX-Old: 1\r\nX-Old: 2\r\n"
                      + "Content-Length: 2\r\n\r\nok"));
          out.flush();
        });
    serve("app", origin);
  }

  @AfterEach
  void stop() throws IOException {
    ams.close();
    origin.close();
  }

  private void serve(String service, Origin at) {
    ams.serve(service, Policy.DEFAULT, List.of(ams.instance("i1", at.port(), 0)), List.of());
  }

  private void options(String json) {
    ams.options.put("app", json.replace('\'', '"'));
  }

  private RawClient client() throws IOException {
    return new RawClient(ams.port("web"));
  }

  private static void assertCode(String code, int status, Response response) {
    assertEquals(status, response.code(), response::toString);
    assertTrue(response.header("Fairlead-Error").startsWith(code + " "), response::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/a%20b?x=%2f../, /a%20b?x=%2f../",
    "/%61/../b//c/./d?x=//y, /b/c/d?x=//y",
    "/{}%c3%bc, /%7B%7D%C3%BC",
    "http://app.test, /",
    "http://app.test?x, /?x",
    "HTTP://app.test//x/..?y, /?y"
  })
  void theInstanceSeesTheFormThatWasRoutedBy(String target, String seen) throws IOException {
    try (RawClient client = client()) {
      assertEquals(200, client.get("app.test", target).code());
      assertEquals("GET " + seen + " HTTP/1.1", origin.requests.getFirst().line());
      Query.ByHost asked = assertInstanceOf(Query.ByHost.class, ams.asked);
      assertEquals(seen.contains("?") ? seen.substring(0, seen.indexOf('?')) : seen, asked.path());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/a%2fb, %2f at byte 2 ",
    "http://app.test/a%5cb, %5c at byte 17 ",
    "/ok/..%2f, %2f at byte 6 ",
    "/x/../../y, leaves the root at byte 6 ",
    "/%252e%252e/, escaped once more at byte 1 "
  })
  void whatHasNoNormalFormIsRefusedWithItsByte(String target, String words) throws IOException {
    try (RawClient client = client()) {
      Response response = client.get("app.test", target);
      assertCode("FQ13", 400, response);
      assertTrue(response.header("Fairlead-Error").contains(words), response::toString);
      assertTrue(client.ended());
      assertEquals(0, origin.requests.size());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void aRedirectIsAnsweredWithoutAnInstanceAndKeepsTheConnection(int status) throws IOException {
    options("{'redirect': {'to': 'https://{host}/new{path}{query}', 'status': " + status + "}}");
    try (RawClient client = client()) {
      Response get = client.get("app.test", "/%61?b=%0a&c");
      assertEquals(status, get.code());
      assertEquals("https://app.test/new/a?b=%0a&c", get.header("Location"));
      assertEquals(26, get.header("Fairlead-Request-Id").length());
      assertEquals("", get.header("Fairlead-Error"));
      client.send("POST /p HTTP/1.1\r\nHost: app.test:81\r\nContent-Length: 3\r\n\r\nabc");
      assertEquals("https://app.test/new/p", client.receive().header("Location"));
      client.send("HEAD /h HTTP/1.1\r\nHost: app.test\r\n\r\n");
      assertEquals("https://app.test/new/h", client.receive(false).header("Location"));
      assertEquals(status, client.get("app.test", "/").code());
      assertEquals(0, origin.connections.get());
    }
  }

  @Test
  void aRedirectToItselfIsNotMade() throws IOException {
    options("{'redirect': {'to': 'http://app.test{path}{query}'}}");
    try (RawClient client = client()) {
      assertEquals(200, client.get("app.test", "/x?y").code());
      ams.hosts.put("www.app.test", "app");
      assertEquals("http://app.test/x?y", client.get("www.app.test", "/x?y").header("Location"));
      assertEquals(1, origin.requests.size());
    }
  }

  @Test
  void aRedirectThatNeedsAHostRefusesWhoNamesNone() throws IOException {
    ams.hosts.put("", "app");
    options("{'redirect': {'to': 'https://{host}{path}'}}");
    try (RawClient client = client()) {
      assertCode("FR09", 400, client.send("GET / HTTP/1.0\r\n\r\n").receive());
    }
  }

  @Test
  void aStrippedPrefixIsTold() throws IOException {
    ams.path = "/api";
    options("{'strip_path': true}");
    try (RawClient client = client()) {
      client
          .send("GET /api/v1?x=/api HTTP/1.1\r\nHost: app.test\r\nX-Forwarded-Prefix: /e\r\n\r\n")
          .receive();
      assertEquals("GET /v1?x=/api HTTP/1.1", origin.requests.get(0).line());
      assertEquals("/api", origin.requests.get(0).header("X-Forwarded-Prefix"));
      client.get("app.test", "/api?q");
      assertEquals("GET /?q HTTP/1.1", origin.requests.get(1).line());
      client.get("app.test", "/other");
      assertEquals("GET /other HTTP/1.1", origin.requests.get(2).line());
      assertEquals("", origin.requests.get(2).header("X-Forwarded-Prefix"));
    }
  }

  @Test
  void aPrefixInDisguiseIsNotStripped() throws IOException {
    options("{'strip_path': '/api'}");
    try (RawClient client = client()) {
      assertCode("FR09", 400, client.get("app.test", "/%61pi/x"));
      assertCode("FR09", 400, client.get("app.test", "/x/../api/x"));
      assertEquals(0, origin.connections.get());
      assertEquals(200, client.get("app.test", "/api/x/%61/../b").code());
      assertEquals("GET /x/b HTTP/1.1", origin.requests.getFirst().line());
    }
  }

  @Test
  void headersAreSetAndRemovedBothWays() throws IOException {
    options(
        "{'headers': {'request': {'set': {'X-Env': 'prod', 'X-Forwarded-Proto': 'https'},"
            + " 'remove': ['X-Debug', 'Cookie']},"
            + " 'response': {'set': {'X-Old': 'new', 'Strict-Transport-Security': 'max-age=9'},"
            + " 'remove': ['server']}}}");
    try (RawClient client = client()) {
      Response response =
          client
              .send(
                  "GET / HTTP/1.1\r\nHost: app.test\r\nX-Env: a\r\nX-Env: b\r\n"
                      + "x-debug: 1\r\nCookie: c\r\nX-Kept: k\r\n\r\n")
              .receive();
      Origin.Request seen = origin.requests.getFirst();
      assertEquals("prod", seen.header("X-Env"));
      assertEquals("https", seen.header("X-Forwarded-Proto"));
      assertEquals("", seen.header("X-Debug"));
      assertEquals("", seen.header("Cookie"));
      assertEquals("k", seen.header("X-Kept"));
      assertEquals("", response.header("Server"));
      assertEquals("new", response.header("X-Old"));
      assertEquals(1, response.headers().stream().filter(h -> h.startsWith("X-Old")).count());
      assertEquals("max-age=9", response.header("Strict-Transport-Security"));
      assertEquals("ok", response.body());
    }
  }

  @Test
  void fieldsOfFramingCannotBeTouchedAndTheRestStillApplies() throws IOException {
    options(
        "{'headers': {'request': {'set': {'Content-Length': '9', 'Transfer-Encoding': 'chunked',"
            + " 'Host': 'evil', 'Fairlead-Region': 'x', 'X-A': 'a'}}}}");
    try (RawClient client = client()) {
      assertEquals(200, client.get("app.test", "/").code());
      Origin.Request seen = origin.requests.getFirst();
      assertEquals("", seen.header("Content-Length"));
      assertEquals("", seen.header("Transfer-Encoding"));
      assertEquals("app.test", seen.header("Host"));
      assertEquals("ams", seen.header("Fairlead-Region"));
      assertEquals("a", seen.header("X-A"));
      assertEquals("ok", client.get("app.test", "/").body());
    }
  }

  @Test
  void aClientStaysWithItsShareAndAMissingServiceIsReplacedByTheRoutesOwn() throws IOException {
    try (Origin other = Origin.says("other");
        RawClient client = client()) {
      serve("b", other);
      options("{'split': [{'service': 'app', 'weight': 0}, {'service': 'b', 'weight': 5}]}");
      for (int i = 0; i < 5; i++) {
        assertEquals("other", client.get("app.test", "/").body());
      }
      assertEquals(0, origin.connections.get());
      options("{'split': [{'service': 'gone', 'weight': 5}]}");
      assertEquals("ok", client.get("app.test", "/").body());
    }
  }

  @Test
  void networksThatAreKeptOutGet403AndTheInstanceNothing() throws IOException {
    try (RawClient client = client()) {
      options("{'deny': ['127.0.0.0/8']}");
      assertCode("FR07", 403, client.get("app.test", "/"));
      options("{'allow': ['10.0.0.0/8', '::/0']}");
      assertCode("FR07", 403, client.get("app.test", "/"));
      options("{'allow': ['127.0.0.0/8'], 'deny': ['127.0.0.1']}");
      assertCode("FR07", 403, client.get("app.test", "/"));
      assertEquals(0, origin.connections.get());
      options("{'allow': ['127.0.0.1/32'], 'deny': ['127.0.0.2/31']}");
      assertEquals(200, client.get("app.test", "/").code());
    }
  }

  @Test
  void whoAsksTooOftenIsToldWhenToComeAgain() throws IOException {
    options("{'rate': {'per_second': 0.01, 'burst': 3}}");
    try (RawClient client = client();
        RawClient second = client()) {
      for (int i = 0; i < 3; i++) {
        assertEquals(200, client.get("app.test", "/").code());
      }
      for (int i = 0; i < 5; i++) {
        Response refused = (i % 2 == 0 ? client : second).get("app.test", "/");
        assertCode("FR08", 429, refused);
        int seconds = Integer.parseInt(refused.header("Retry-After"));
        assertTrue(seconds > 1 && seconds <= 100, () -> "Retry-After " + seconds);
      }
      assertEquals(3, origin.requests.size());
    }
  }

  @Test
  void whatCannotBeAppliedDoesNotStopTheRest() throws IOException {
    for (String bad : List.of("{'rate': 'x'}", "{'unknown': 1}", "[]", "{", "x'", "'")) {
      options(bad);
      try (RawClient client = client()) {
        assertEquals(200, client.get("app.test", "/").code(), bad);
      }
    }
  }

  @Test
  void connectionsAreHeldAgainstNetworksRatesAndSplits() throws IOException {
    ams.tcpService = "app";
    options("{'deny': ['127.0.0.0/8']}");
    try (RawClient client = new RawClient(ams.port("bytes"))) {
      assertTrue(endedOrReset(client));
    }
    assertEquals(0, origin.connections.get());
    options("{'rate': {'per_second': 0.01, 'burst': 1}}");
    try (RawClient client = new RawClient(ams.port("bytes"))) {
      assertEquals(200, client.get("app.test", "/").code());
    }
    try (RawClient client = new RawClient(ams.port("bytes"))) {
      assertTrue(endedOrReset(client));
    }
    assertEquals(1, origin.connections.get());
  }

  private static boolean endedOrReset(RawClient client) {
    try {
      return client.ended();
    } catch (IOException reset) {
      return true;
    }
  }

  @Test
  void optionsApplyOnceOnTheWayThroughTwoRegions() throws IOException {
    try (TestRegion waw = new TestRegion("waw", data);
        RawClient client = client()) {
      TestRegion.introduce(ams, waw);
      waw.serve("app", Policy.DEFAULT, List.of(waw.instance("i1", origin.port(), 0)), List.of());
      ams.serve("app", Policy.DEFAULT, List.of(), List.of(waw.presence()));
      ams.path = "/api";
      options(
          "{'strip_path': true, 'headers': {'request': {'set': {'X-A': '1'}},"
              + " 'response': {'remove': ['Server']}}, 'rate': {'per_second': 0.01, 'burst': 2}}");
      Response response = client.get("app.test", "/api/api/x");
      assertEquals(200, response.code(), response::toString);
      assertEquals("", response.header("Server"));
      Origin.Request seen = origin.requests.getFirst();
      assertEquals("GET /api/x HTTP/1.1", seen.line());
      assertEquals("/api", seen.header("X-Forwarded-Prefix"));
      assertEquals("1", seen.header("X-A"));
      assertEquals(200, client.get("app.test", "/api").code());
      assertCode("FR08", 429, client.get("app.test", "/api"));
    }
  }

  @Test
  void explainTellsEachStepAndCountsNothing() throws IOException {
    ams.path = "/api";
    options(
        "{'deny': ['10.0.0.0/8'], 'rate': {'per_second': 0.01, 'burst': 1}, 'strip_path': true,"
            + " 'oops': 1}");
    Explanation carried = explain("/%61pi/../api/x", "192.0.2.1");
    assertEquals("FR09 the route's options do not fit this host or path", carried.outcome());
    for (int i = 0; i < 3; i++) {
      carried = explain("/api/x", "");
      assertTrue(carried.routed(), carried::toString);
      for (String step :
          List.of(
              "option not applied: oops: unknown key",
              "client: 127.0.0.1, as --client names no other",
              "deny: the client is in none of its networks",
              "rate: within 0.01 per second, burst 1",
              "strip_path: /api, the instance sees /x")) {
        assertTrue(carried.steps().contains(step), carried::toString);
      }
    }
    assertEquals(
        "FR07 the route does not admit this client's address",
        explain("/api/x", "10.1.1.1").outcome());
    assertTrue(explain("/a%2fb", "").outcome().startsWith("FQ13 path holds %2f at byte 2"));
    options("{'redirect': {'to': 'https://{host}{path}', 'status': 308}}");
    assertEquals("redirect 308 to https://app.test/x", explain("/x", "").outcome());
    options("{'split': [{'service': 'gone', 'weight': 1}]}");
    Explanation split = explain("/x", "");
    assertTrue(split.routed(), split::toString);
    assertTrue(
        split.steps().contains("split: there is no such service, the route's own takes it"),
        split::toString);
  }

  private Explanation explain(String path, String client) {
    return ams.proxy.explain(
        new ExplainRequest.Http("GET", "http", "app.test", path, 80, "", client),
        Duration.ofSeconds(1));
  }
}
