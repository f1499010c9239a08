package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.proxy.RawClient.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every row of {@link FramingRows}, {@link HeadRows} and {@link LineRows}: the answer, whether the
 * connection ends, and what the origin saw, however the bytes arrive.
 */
@Timeout(60)
final class RequestRowsTest extends RowsSetting {
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: app.test\r\n\r\n";
  private static final String PROBE = "GET /probe HTTP/1.1";

  static List<RequestRow> rows() {
    List<RequestRow> rows = new ArrayList<>(FramingRows.all());
    rows.addAll(HeadRows.all());
    rows.addAll(LineRows.all());
    return rows;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isTreatedAsItsRowSays(RequestRow row) throws IOException {
    check(row, List.of(row.bytes()));
    check(row, cutInTwo(row.bytes()));
    if (isShort(row.bytes())) {
      check(row, oneByOne(row.bytes()));
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
