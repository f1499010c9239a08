package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.proxy.RawClient.Response;
import dev.fairlead.proxy.ResponseRow.Answer;
import dev.fairlead.proxy.ResponseRow.BreaksOff;
import dev.fairlead.proxy.ResponseRow.End;
import dev.fairlead.proxy.ResponseRow.Fails;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every {@link ResponseRows row} of what instances answer: what the client sees, and that the next
 * client sees nothing of it, however the bytes arrive.
 */
@Timeout(60)
final class ResponseRowsTest extends RowsSetting {
  static List<ResponseRow> rows() {
    return ResponseRows.all();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isTreatedAsItsRowSays(ResponseRow row) throws IOException {
    String bytes = row.bytes();
    check(row, List.of(bytes));
    if (row.outcome() instanceof Answer answer && !answer.reused() && row.end() == End.STAYS) {
      return; // in pieces a surplus could come when the next request is on its way already
    }
    if (bytes.length() > 1) {
      check(row, cutInTwo(bytes));
    }
    if (isShort(bytes) && row.end() != End.RESETS) { // a reset may overtake the rest
      check(row, oneByOne(bytes));
    }
  }

  private static void check(ResponseRow row, List<String> pieces) throws IOException {
    origin.clear();
    origin.answer = (request, out) -> answer(row, pieces, request, out);
    try (RawClient client = ams.client()) {
      client.send(row.method() + " /row HTTP/1.1\r\nHost: app.test\r\n\r\n");
      switch (row.outcome()) {
        case Answer answer -> assertAnswer(row, answer, client);
        case Fails fails -> {
          Response response = receiveFinal(client);
          assertTrue(
              response.header("Fairlead-Error").startsWith(fails.code()), response::toString);
          assertEquals(502, response.code());
        }
        case BreaksOff _ -> assertThrows(IOException.class, () -> receiveFinal(client));
      }
    }
    try (RawClient next = ams.client()) {
      assertEquals("ok", next.get("app.test", "/probe").body());
    }
    Waits.until(() -> ams.inFlight() == 0);
    assertEquals(List.of(), origin.violations);
  }

  private static void answer(
      ResponseRow row, List<String> pieces, RecordingOrigin.Seen request, OutputStream out)
      throws IOException {
    if (!request.line().contains("/row")) {
      out.write(Origin.ascii(RecordingOrigin.OK));
      return;
    }
    for (String piece : pieces) {
      out.write(Origin.ascii(piece));
      out.flush();
    }
    switch (row.end()) {
      case STAYS -> {}
      case CLOSES -> throw new IOException("closes");
      case RESETS -> throw new RecordingOrigin.Resets();
    }
  }

  private static Response receiveFinal(RawClient client) throws IOException {
    Response response = client.receive();
    while (response.code() < 200) {
      response = client.receive();
    }
    return response;
  }

  private static void assertAnswer(ResponseRow row, Answer expected, RawClient client)
      throws IOException {
    List<Integer> statuses = new ArrayList<>();
    Response response = null;
    for (int i = 0; i < expected.statuses().size(); i++) {
      response = client.receive(!row.method().equals("HEAD"));
      statuses.add(response.code());
    }
    assertEquals(expected.statuses(), statuses);
    assertEquals(expected.body(), response.body());
    int used = origin.requests.getFirst().connection();
    assertEquals("ok", client.get("app.test", "/probe").body());
    boolean same = origin.requests.getLast().connection() == used;
    assertEquals(expected.reused(), same, "whether the connection was used again");
  }

  @Test
  void anInstanceThatSendsInterimAnswersWithoutEndIsCutOff() throws IOException {
    origin.clear();
    origin.answer =
        (request, out) -> out.write(Origin.ascii("HTTP/1.1 103 Early\r\n\r\n".repeat(1_000)));
    try (RawClient client = ams.client()) {
      client.send("GET /row HTTP/1.1\r\nHost: app.test\r\n\r\n");
      Response response = receiveFinal(client);
      assertEquals(502, response.code());
      assertTrue(response.header("Fairlead-Error").startsWith("FC04 "), response::toString);
    }
  }

  /** An old client takes the end of the connection for the end of the body. */
  @Test
  void aTruncatedBodyIsResetForAnOldClient() throws IOException {
    origin.clear();
    origin.answer =
        (request, out) -> {
          out.write(
              Origin.ascii("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n"));
          out.flush();
          throw new IOException("closes");
        };
    try (RawClient client = ams.client()) {
      client.send("GET /row HTTP/1.0\r\nHost: app.test\r\n\r\n");
      assertThrows(IOException.class, client::receive);
    }
  }

  /** Row 24: what an instance says before it hangs up within the body is heard. */
  @Test
  void anInstanceThatAnswersAndHangsUpWithinTheBodyIsHeard() throws IOException {
    origin.clear();
    try (SwitchingOrigin early = new SwitchingOrigin();
        RawClient client = ams.client()) {
      ams.serveFrom(ams, "early", early.port());
      client.send("POST / HTTP/1.1\r\nHost: early.test\r\nContent-Length: 100000000\r\n\r\n");
      SwitchingOrigin.Peer peer = early.peer();
      peer.head();
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (int i = 0; i < 1_500; i++) {
                    client.out.write(new byte[65_536]);
                  }
                } catch (IOException closed) {
                  // as it should be: nobody reads all of it
                }
              });
      peer.read(1_000);
      peer.send("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
      peer.close(); // with bytes it did not read: a reset follows
      Response response = client.receive();
      assertEquals(413, response.code());
      assertEquals("big", response.body());
      client.socket.close();
      sender.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    Waits.until(() -> ams.inFlight() == 0);
  }
}
