package dev.fairlead.proxy;

import static dev.fairlead.proxy.Waits.until;
import static dev.fairlead.proxy.prelude.HeaderBytes.binary;
import static dev.fairlead.proxy.prelude.HeaderBytes.joined;
import static dev.fairlead.proxy.prelude.HeaderBytes.tcp4;
import static dev.fairlead.proxy.prelude.HeaderBytes.text;
import static dev.fairlead.proxy.prelude.HeaderBytes.tlv;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Policy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * PROXY headers before all that listeners speak: the client they name is the client for everything.
 */
@Timeout(60)
final class ProxyProtocolTest extends ProxyHeaderSetting {
  @AutoClose private TestRegion waw;

  @BeforeEach
  void startAnother() {
    waw = new TestRegion("waw", data);
    TestRegion.introduce(ams, waw);
  }

  static List<byte[]> headers() {
    return List.of(
        text(V1),
        binary(0x21, 0x11, tcp4()),
        binary(0x21, 0x11, tcp4(tlv(0x02, text("app.test")), tlv(0xea, new byte[100]))));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void theNamedClientIsTheClientOfARequest(byte[] header) throws Exception {
    try (Origin origin = Origin.says("hi");
        RawClient client = new RawClient(ams.port("web"))) {
      serve(origin.port());
      client.out.write(header);
      assertEquals("hi", client.get("app.test", "/").body());
      assertEquals("hi", client.get("app.test", "/").body());
      assertNamed(origin.requests.getFirst());
      assertNamed(origin.requests.getLast());
      until(() -> accessLog().contains(" 203.0.113.7 web "));
    }
  }

  private static void assertNamed(Origin.Request seen) {
    assertEquals("203.0.113.7", seen.header("X-Forwarded-For"));
    assertEquals("203.0.113.7", seen.header("Fairlead-Client-IP"));
  }

  private String accessLog() {
    try {
      return Files.readString(data.resolve("access.log"));
    } catch (IOException e) {
      return "";
    }
  }

  @ParameterizedTest
  @MethodSource("headers")
  void headerAndRequestMayComeByteByByteOrAtOnce(byte[] header) throws Exception {
    try (Origin origin = Origin.says("hi")) {
      serve(origin.port());
      byte[] all = joined(header, text(GET));
      try (RawClient client = new RawClient(ams.port("web"))) {
        client.out.write(all);
        assertEquals("hi", client.receive().body());
      }
      try (RawClient client = new RawClient(ams.port("web"))) {
        client.socket.setTcpNoDelay(true);
        for (byte b : all) {
          client.out.write(b);
        }
        assertEquals("hi", client.receive().body());
      }
      origin.requests.forEach(ProxyProtocolTest::assertNamed);
    }
  }

  @ParameterizedTest
  @MethodSource("headers")
  void headerAndClientHelloInOneSegmentEndTlsHere(byte[] header) throws Exception {
    try (Origin origin = Origin.says("secret");
        Socket plain = new FirstBytes(ams.port("secure"), header);
        SSLSocket socket = authority.connect("app.test", plain);
        RawClient client = new RawClient(socket)) {
      serve(origin.port());
      assertEquals("secret", client.get("app.test", "/").body());
      assertNamed(origin.requests.getFirst());
      assertEquals("https", origin.requests.getFirst().header("X-Forwarded-Proto"));
    }
  }

  @ParameterizedTest
  @MethodSource("headers")
  void headerAndClientHelloInOneSegmentPassTlsThrough(byte[] header) throws Exception {
    SSLContext context = authority.server("app.test");
    try (var server = context.getServerSocketFactory().createServerSocket(0);
        Socket plain = new FirstBytes(ams.port("sni"), header)) {
      serve(server.getLocalPort());
      Thread.ofVirtual()
          .start(() -> {
            try (Socket accepted = server.accept()) {
              accepted.getInputStream().transferTo(accepted.getOutputStream());
            } catch (IOException e) {
              // the client's side tells
            }
          });
      try (SSLSocket client = authority.connect("app.test", plain)) {
        client.getOutputStream().write(7);
        assertEquals(7, client.getInputStream().read());
      }
      until(() -> accessLog().contains(" 203.0.113.7 sni "));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTcpInstanceSeesOnlyWhatIsBehindTheHeader(boolean remote) throws Exception {
    try (Origin origin = Origin.says("hi")) {
      ams.serveFrom(remote ? waw : ams, "app", origin.port());
      for (byte[] header : headers()) {
        for (int cut : new int[] {0, 1, header.length - 1, header.length, header.length + 1}) {
          byte[] all = joined(header, text(GET));
          try (RawClient client = new RawClient(ams.port("bytes"))) {
            client.out.write(all, 0, cut);
            client.out.write(all, cut, all.length - cut);
            assertEquals("hi", client.receive().body());
          }
        }
      }
      assertTrue(origin.requests.stream().allMatch(seen -> seen.line().startsWith("GET / ")));
      until(() -> accessLog().contains(" 203.0.113.7 bytes "));
      until(() -> !remote || accessLog().contains(" 203.0.113.7 backhaul "));
    }
  }

  @Test
  void aServerThatSpeaksFirstIsReachedOnceTheHeaderIsComplete() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        RawClient client = new RawClient(ams.port("bytes"))) {
      serve(server.getLocalPort());
      server.setSoTimeout(20_000);
      client.send(V1);
      try (Socket accepted = server.accept()) {
        accepted.getOutputStream().write("220 hello\r\n".getBytes());
        assertEquals("220 hello", Origin.readLine(client.in));
        client.socket.shutdownOutput();
        assertEquals(-1, accepted.getInputStream().read());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PROXY UNKNOWN\r\n", "local", "unix"})
  void whoNamesNobodySpeaksForHimself(String kind) throws Exception {
    byte[] header =
        switch (kind) {
          case "local" -> binary(0x20, 0, new byte[0]);
          case "unix" -> binary(0x21, 0x31, new byte[216]);
          default -> text(kind);
        };
    try (Origin origin = Origin.says("hi");
        RawClient client = new RawClient(ams.port("web"))) {
      serve(origin.port());
      client.out.write(header);
      assertEquals("hi", client.get("app.test", "/").body());
      assertEquals("127.0.0.1", origin.requests.getFirst().header("X-Forwarded-For"));
    }
  }

  @Test
  void choosingByAddressChoosesByTheNamedOne() throws Exception {
    try (Origin first = Origin.says("first");
        Origin second = Origin.says("second")) {
      ams.serve(
          "app",
          Policy.DEFAULT.withBalance(Policy.Balance.HASH),
          List.of(ams.instance("i1", first.port(), 0), ams.instance("i2", second.port(), 0)),
          List.of());
      for (int round = 0; round < 2; round++) {
        for (int host = 1; host <= 20; host++) {
          try (RawClient client = new RawClient(ams.port("web"))) {
            client.send(V1.replace("113.7", "113." + host));
            client.get("app.test", "/");
          }
        }
      }
      assertTrue(!first.requests.isEmpty() && !second.requests.isEmpty(), "all go to one");
      List<String> clients = first.requests.stream().map(r -> r.header("X-Forwarded-For")).toList();
      assertEquals(clients.size(), 2 * clients.stream().distinct().count(), "not the same again");
    }
  }

  @Test
  void theClientTravelsWithTheRequestToAnotherRegion() throws Exception {
    try (Origin origin = Origin.says("hi");
        RawClient client = new RawClient(ams.port("web"))) {
      ams.serveFrom(waw, "app", origin.port());
      client.send(V1);
      assertEquals("hi", client.get("app.test", "/").body());
      assertNamed(origin.requests.getFirst());
    }
  }
}
