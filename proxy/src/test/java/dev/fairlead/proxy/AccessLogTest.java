package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.proxy.RawClient.Response;
import dev.fairlead.proxy.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The access log as one JSON object a line, and as a file that is moved away. */
@Timeout(60)
final class AccessLogTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final List<String> FIELDS =
      List.of(
          "time",
          "client",
          "listener",
          "protocol",
          "host",
          "method",
          "path",
          "version",
          "status",
          "bytes_in",
          "bytes_out",
          "total_ms",
          "connect_ms",
          "first_byte_ms",
          "service",
          "region",
          "instance",
          "retries",
          "end",
          "code",
          "request_id",
          "trace_id");

  @TempDir private Path data;
  @AutoClose private TestRegion ams;

  private LogReader start() {
    Settings usual = TestRegion.settings("ams", data, null, List.of());
    Settings.Log log = new Settings.Log("info", true, usual.log().access());
    ams =
        new TestRegion(
            "ams",
            new Settings(
                usual.node(),
                usual.control(),
                usual.admin(),
                usual.cluster(),
                usual.gossip(),
                usual.backhaul(),
                usual.catalog(),
                usual.listeners(),
                usual.certificates(),
                usual.watchdog(),
                log));
    return new LogReader(ams.accessLog());
  }

  private static JsonNode object(String line) {
    return new JsonMapper().readTree(line);
  }

  @Test
  void everyLineIsAnObjectWithEveryField() throws IOException {
    LogReader log = start();
    try (Origin origin = Origin.says("hello");
        RawClient client = ams.client();
        RawClient bad = ams.client()) {
      ams.serve(origin);
      Response answer =
          client
              .send(
                  "GET /a?b=\"c HTTP/1.1\r\nHost: app.test\r\ntraceparent: 00-"
                      + TRACE
                      + "-00f067aa0ba902b7-01\r\n\r\n")
              .receive();
      JsonNode line = object(log.next());
      assertEquals(FIELDS, List.copyOf(line.propertyNames()));
      assertEquals("/a?b=\"c", line.get("path").asString());
      assertEquals(200, line.get("status").asInt());
      assertEquals(5, line.get("bytes_out").asInt());
      assertEquals("--", line.get("end").asString());
      assertEquals(TRACE, line.get("trace_id").asString());
      assertEquals(answer.header("Fairlead-Request-Id"), line.get("request_id").asString());
      assertTrue(line.get("code").isNull());
      assertTrue(line.get("total_ms").asDouble() >= line.get("first_byte_ms").asDouble());

      bad.send("\1\r\n\r\n").receive();
      JsonNode refused = object(log.next());
      assertEquals(FIELDS, List.copyOf(refused.propertyNames()));
      assertTrue(refused.get("method").isNull());
      assertTrue(refused.get("connect_ms").isNull());
      assertEquals("FQ01", refused.get("code").asString());
      assertEquals("PR", refused.get("end").asString());
    }
  }

  @Test
  void theTraceGoesThroughTwoRegionsAsItCame(@TempDir Path other) throws IOException {
    LogReader log = start();
    try (TestRegion waw = new TestRegion("waw", other);
        RecordingOrigin origin = new RecordingOrigin();
        RawClient client = ams.client()) {
      TestRegion.introduce(ams, waw);
      ams.serveFrom(waw, "app", origin.port());
      String parent = "00-" + TRACE + "-00f067aa0ba902b7-01";
      String head = "GET / HTTP/1.1\r\nHost: app.test\r\n";
      String state = "tracestate: a=1,b=2\r\ntracestate: c=3\r\n\r\n";
      assertEquals(
          200, client.send(head + "Traceparent: " + parent + "\r\n" + state).receive().code());
      assertEquals(200, client.send(head + "traceparent: Not valid\r\n\r\n").receive().code());
      assertEquals(parent, origin.requests.get(0).field("traceparent"));
      assertEquals("a=1,b=2 | c=3", origin.requests.get(0).field("tracestate"));
      assertEquals("Not valid", origin.requests.get(1).field("traceparent"));
      JsonNode here = object(log.next());
      assertEquals(TRACE, here.get("trace_id").asString());
      assertEquals("waw", here.get("region").asString());
      assertTrue(object(log.next()).get("trace_id").isNull());
      String there = new LogReader(waw.accessLog()).next();
      assertTrue(there.contains(" backhaul app.test \"GET / HTTP/1.1\" 200 "), there);
    }
  }

  @Test
  void whatAClientSendsNeverBreaksALine() throws IOException {
    LogReader log = start();
    for (String host : List.of("a\"b\\c", "a\u0080\u00e4\u00ff", "x".repeat(3_000), "[::1")) {
      try (RawClient client = ams.client()) {
        client.send("GET /" + "y".repeat(3_000) + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        assertEquals(400, client.receive().code());
      }
      JsonNode line = object(log.next());
      String logged = line.get("host").asString();
      assertTrue(host.startsWith(logged.replace("...", "")), logged);
      assertTrue(logged.length() <= 258, logged);
      assertEquals(1_027, line.get("path").asString().length());
    }
  }

  @Test
  void aFileThatIsMovedAwayIsLeftForANewOne() throws IOException {
    start();
    Path file = ams.accessLog();
    Path moved = data.resolve("access.log.1");
    try (Origin origin = Origin.says("hello");
        RawClient client = ams.client()) {
      ams.serve(origin);
      client.get("app.test", "/before");
      Waits.until(() -> has(file, "/before"));
      Files.move(file, moved);
      Waits.until(() -> Files.exists(file));
      client.get("app.test", "/after");
      Waits.until(() -> has(file, "/after"));
      assertTrue(has(moved, "/before") && !has(moved, "/after"));
      Files.delete(file);
      Waits.until(() -> Files.exists(file));
    }
  }

  private static boolean has(Path file, String text) {
    try {
      return Files.readString(file).contains(text);
    } catch (IOException e) {
      return false;
    }
  }
}
