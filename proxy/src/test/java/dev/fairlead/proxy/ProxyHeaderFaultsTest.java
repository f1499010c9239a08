package dev.fairlead.proxy;

import static dev.fairlead.proxy.Waits.until;
import static dev.fairlead.proxy.prelude.HeaderBytes.binary;
import static dev.fairlead.proxy.prelude.HeaderBytes.joined;
import static dev.fairlead.proxy.prelude.HeaderBytes.tcp4;
import static dev.fairlead.proxy.prelude.HeaderBytes.text;
import static dev.fairlead.proxy.prelude.HeaderBytes.tlv;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.observe.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * PROXY headers that are due from 127.0.0.1 and wrong, cut or late; those of others are not read.
 */
@Timeout(60)
final class ProxyHeaderFaultsTest extends ProxyHeaderSetting {
  static List<byte[]> wrong() {
    return List.of(
        text(GET),
        text("PROXY TCP4 203.0.113.7 198.51.100.1 4711 443\n" + GET),
        text("PROXY " + "x".repeat(200) + "\r\n" + GET),
        text("PROXY TCP4 203.0.113.7 198.51.100.1 4711\r\n" + GET),
        binary(0x21, 0x11, 65_535, tcp4()),
        binary(0x21, 0x11, tcp4(tlv(0x03, new byte[4]))),
        joined(binary(0x11, 0x11, tcp4()), text(GET)),
        new byte[] {22, 3, 1});
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void whatIsNoHeaderIsClosedWithoutAnAnswerAndReachesNobody(byte[] bytes) throws Exception {
    try (Origin origin = Origin.says("hi")) {
      serve(origin.port());
      int count = 0;
      for (String listener : List.of("web", "secure", "bytes", "sni")) {
        try (RawClient client = new RawClient(ams.port(listener))) {
          client.out.write(bytes);
          assertEquals("", heard(client), listener);
        }
        long refused = ++count;
        until(() -> ams.refused(Refusal.HEADER_MALFORMED) == refused);
      }
      assertEquals(0, origin.connections.get());
      until(() -> ams.proxy.traffic().connectionsNow() == 0);
    }
  }

  /** Everything the server says until it ends or resets the connection. */
  private static String heard(RawClient client) {
    StringBuilder heard = new StringBuilder();
    try {
      for (int b = client.in.read(); b >= 0; b = client.in.read()) {
        heard.append((char) b);
      }
    } catch (SocketTimeoutException e) {
      heard.append("nothing, but it stayed open");
    } catch (IOException e) {
      // a reset is an end too
    }
    return heard.toString();
  }

  @Test
  void aHeaderThatIsCutOffIsCountedAndNothingIsForwarded() throws Exception {
    try (Origin origin = Origin.says("hi")) {
      serve(origin.port());
      int count = 0;
      for (String listener : List.of("web", "secure", "bytes", "sni")) {
        try (RawClient client = new RawClient(ams.port(listener))) {
          client.send("PROXY TCP4 203.0");
          client.socket.shutdownOutput();
          assertEquals("", heard(client), listener);
        }
        long refused = ++count;
        until(() -> ams.refused(Refusal.HEADER_CUT) == refused);
      }
      assertEquals(0, origin.connections.get());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PROXY TCP4 203.0"})
  void aHeaderThatIsLateIsClosedAndCounted(String begin) throws Exception {
    Settings any = TestRegion.settings("ams", data, null, List.of());
    try (TestRegion hasty =
        new TestRegion("ams", TestRegion.trusting(any, Duration.ofMillis(50)))) {
      int count = 0;
      for (String listener : List.of("web", "bytes", "sni")) {
        try (RawClient client = new RawClient(hasty.port(listener))) {
          client.send(begin);
          assertEquals("", heard(client), listener);
        }
        long refused = ++count;
        until(() -> hasty.refused(Refusal.HEADER_LATE) == refused);
      }
    }
  }

  /** Who came later has used the same time up when the header comes. */
  @ParameterizedTest
  @ValueSource(strings = {"secure", "sni"})
  void theTimeForTheHeaderIsTimeOfTheHandshake(String listener) throws Exception {
    Settings any = secured();
    List<Settings.Listen> brief =
        any.listeners().stream().map(listen -> listen.within(Duration.ofMillis(100))).toList();
    Settings settings = TestRegion.listening(any, 0, brief);
    try (TestRegion hasty =
            new TestRegion("ams", TestRegion.trusting(settings, Duration.ofSeconds(20)));
        Socket slow = new FirstBytes(hasty.port(listener), text(V1))) {
      until(() -> hasty.proxy.traffic().connectionsNow() == 1);
      try (RawClient later = untrusted(hasty, listener)) {
        heard(later);
      }
      SSLSocket client = authority.connect("app.test", slow);
      assertThrows(IOException.class, client::startHandshake);
      assertEquals(0, hasty.meters.get("fairlead_edge_handshakes").counter().count());
    }
  }

  @Test
  void fromOthersAHeaderIsNotReadButTakenForWhatItIs() throws Exception {
    try (Origin origin = Origin.says("hi")) {
      serve(origin.port());
      try (RawClient honest = untrusted("web")) {
        assertEquals("hi", honest.get("app.test", "/").body());
        assertEquals("127.0.0.2", origin.requests.getFirst().header("X-Forwarded-For"));
      }
      try (RawClient liar = untrusted("web")) {
        assertEquals(400, liar.send(V1 + GET).receive().code());
      }
      try (RawClient liar = untrusted("bytes")) {
        liar.send(V1 + "Host: app.test\r\n\r\n");
        until(() -> origin.requests.size() == 2); // its bytes went on as they were
        assertEquals(V1.strip(), origin.requests.getLast().line());
      }
      assertEquals(0, ams.proxy.traffic().connectionsRefused());
    }
  }

  private RawClient untrusted(String listener) throws IOException {
    return untrusted(ams, listener);
  }

  private static RawClient untrusted(TestRegion at, String listener) throws IOException {
    return new RawClient(
        new Socket("127.0.0.1", at.port(listener), InetAddress.getByName("127.0.0.2"), 0));
  }
}
