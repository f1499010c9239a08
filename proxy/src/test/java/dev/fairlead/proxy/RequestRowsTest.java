package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.proxy.RawClient.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every row of {@link FramingRows}, {@link HeadRows} and {@link LineRows}: the answer, whether the
 * connection ends, and what the origin saw, however the bytes arrive.
 */
@Timeout(60)
final class RequestRowsTest {
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: app.test\r\n\r\n";
  private static final String PROBE = "GET /probe HTTP/1.1";

  /** Byte by byte costs a system call each. */
  private static final int SHORT = 200;

  private static TestRegion ams;
  private static RecordingOrigin origin;

  @BeforeAll
  static void start(@TempDir Path data) throws IOException {
    ams = new TestRegion("ams", data);
    origin = new RecordingOrigin();
    ams.serveFrom(ams, "app", origin.port());
  }

  @AfterAll
  static void stop() throws IOException {
    origin.close();
    ams.close();
  }

  static List<RequestRow> rows() {
    List<RequestRow> rows = new ArrayList<>(FramingRows.all());
    rows.addAll(HeadRows.all());
    rows.addAll(LineRows.all());
    return rows;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isTreatedAsItsRowSays(RequestRow row) throws IOException {
    int length = row.bytes().length();
    check(row, List.of(row.bytes()));
    int cut = 1 + new Random(row.bytes().hashCode()).nextInt(length - 1);
    check(row, List.of(row.bytes().substring(0, cut), row.bytes().substring(cut)));
    if (length <= SHORT) {
      check(row, List.of(row.bytes().split("")));
    }
    if (!row.code().isEmpty()) {
      check(row, List.of(row.bytes() + SMUGGLED));
    }
  }

  private static void check(RequestRow row, List<String> pieces) throws IOException {
    origin.clear();
    try (RawClient client = ams.client()) {
      client.socket.setTcpNoDelay(true);
      for (String piece : pieces) {
        client.send(piece);
      }
      Response last = null;
      for (int status : row.statuses()) {
        last = client.receive();
        assertEquals(status, last.code(), last.toString());
      }
      assertEquals(
          row.code(), last.header("Fairlead-Error").substring(0, row.code().length()), row.name());
      assertSeen(row, client);
    }
    Waits.until(() -> ams.inFlight() == 0);
  }

  private static void assertSeen(RequestRow row, RawClient client) throws IOException {
    if (row.closes()) {
      assertTrue(client.ended());
      assertEquals(row.seen(), seen());
    } else {
      assertEquals(row.seen(), seen());
      assertEquals(200, client.get("app.test", "/probe").code());
      assertEquals(PROBE, origin.requests.getLast().line());
      assertEquals(row.seen().size() + 1, origin.requests.size());
    }
    Waits.until(() -> origin.unfinished.get() == 0);
    assertEquals(List.of(), origin.violations);
  }

  private static List<String> seen() {
    return origin.requests.stream().map(RequestRow::text).toList();
  }
}
