package dev.fairlead.proxy;

import static dev.fairlead.proxy.Waits.until;
import static dev.fairlead.proxy.prelude.HeaderBytes.binary;
import static dev.fairlead.proxy.prelude.HeaderBytes.tcp4;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Greeting;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.ProxyProtocol;
import dev.fairlead.catalog.options.Networks;
import dev.fairlead.proxy.config.ProxyHeaders;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.route.ExplainRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Instances are told whose connection it is, by a PROXY header before its first byte. */
@Timeout(60)
final class ProxyProtocolOutTest {
  private final Path data;
  @AutoClose private final TestRegion ams;
  @AutoClose private final TestRegion waw;

  ProxyProtocolOutTest(@TempDir Path data) {
    this.data = data;
    ams = new TestRegion("ams", data);
    waw = new TestRegion("waw", data);
    TestRegion.introduce(ams, waw);
    ams.tcpService = "app";
  }

  private void serve(int port, ProxyProtocol version, boolean remote) {
    Policy policy = Policy.DEFAULT.with(Greeting.NONE.with(version));
    TestRegion home = remote ? waw : ams;
    home.serve("app", policy, List.of(home.instance("i1", port, 0)), List.of());
    if (remote) {
      ams.serve("app", policy, List.of(), List.of(waw.presence()));
    }
  }

  private RawClient served(ServerSocket server, boolean remote) throws IOException {
    serve(server.getLocalPort(), ProxyProtocol.V1, remote);
    return new RawClient(ams.port("bytes"));
  }

  private static ServerSocket server() throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    server.setSoTimeout(20_000);
    return server;
  }

  private static String line(Socket client) {
    return "PROXY TCP4 127.0.0.1 127.0.0.1 %d %d\r\n"
        .formatted(client.getLocalPort(), client.getPort());
  }

  private static Socket accepted(ServerSocket server) throws IOException {
    Socket socket = server.accept();
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static String read(Socket socket, int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTcpInstanceReadsTheLineBeforeTheFirstByte(boolean remote) throws Exception {
    try (ServerSocket server = server();
        RawClient client = served(server, remote)) {
      client.send("hello");
      client.socket.shutdownOutput();
      try (Socket instance = accepted(server)) {
        String all = line(client.socket) + "hello";
        assertEquals(all, read(instance, all.length() + 1));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInstanceThatSpeaksFirstIsToldBeforeItDoes(boolean remote) throws Exception {
    try (ServerSocket server = server();
        RawClient client = served(server, remote)) {
      try (Socket instance = accepted(server)) {
        assertEquals(line(client.socket), read(instance, line(client.socket).length()));
        instance.getOutputStream().write("220 hello\r\n".getBytes());
        assertEquals("220 hello", Origin.readLine(client.in));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whomAHeaderNamedIsPassedOnAsVersion2(boolean remote) throws Exception {
    Settings settings = TestRegion.settings("ams", data, null, List.of());
    ProxyHeaders headers =
        new ProxyHeaders(Networks.parse(List.of("127.0.0.0/8")), Duration.ofSeconds(20));
    List<Settings.Listen> listeners =
        settings.listeners().stream().map(listen -> listen.with(headers)).toList();
    try (TestRegion front = new TestRegion("nrt", TestRegion.listening(settings, 0, listeners));
        ServerSocket server = server();
        RawClient client = new RawClient(front.port("bytes"))) {
      front.tcpService = "app";
      TestRegion.introduce(front, waw);
      Policy policy = Policy.DEFAULT.with(Greeting.NONE.with(ProxyProtocol.V2));
      TestRegion home = remote ? waw : front;
      home.serve("app", policy, List.of(home.instance("i1", server.getLocalPort(), 0)), List.of());
      if (remote) {
        front.serve("app", policy, List.of(), List.of(waw.presence()));
      }
      client.send("PROXY TCP4 203.0.113.7 198.51.100.1 4711 443\r\nhello");
      try (Socket instance = accepted(server)) {
        byte[] header = binary(0x21, 0x11, tcp4());
        assertArrayEquals(header, instance.getInputStream().readNBytes(header.length));
        assertEquals("hello", read(instance, 5));
      }
    }
  }

  @Test
  void aTlsInstanceReadsTheLineBeforeTheClientHello() throws Exception {
    TestAuthority authority = new TestAuthority(data);
    try (ServerSocket server = server()) {
      serve(server.getLocalPort(), ProxyProtocol.V1, false);
      CompletableFuture<String> header = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> {
            try (Socket plain = accepted(server)) {
              StringBuilder line = new StringBuilder();
              while (line.indexOf("\n") < 0) {
                line.append(read(plain, 1));
              }
              header.complete(line.toString());
              SSLSocket tls =
                  (SSLSocket)
                      authority
                          .server("app.test")
                          .getSocketFactory()
                          .createSocket(plain, null, true);
              tls.getInputStream().transferTo(tls.getOutputStream());
            } catch (Exception e) {
              header.completeExceptionally(e);
            }
          });
      try (SSLSocket client = authority.connect("app.test", ams.port("sni"))) {
        client.setSoTimeout(20_000);
        client.getOutputStream().write(7);
        assertEquals(7, client.getInputStream().read());
        assertEquals(
            "PROXY TCP4 127.0.0.1 127.0.0.1 %d %d\r\n"
                .formatted(client.getLocalPort(), ams.port("sni")),
            header.get());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void requestsOfTwoClientsNeverShareAConnection(boolean remote) throws Exception {
    try (HeaderOrigin origin = new HeaderOrigin();
        RawClient first = ams.client();
        RawClient second = ams.client()) {
      serve(origin.port(), ProxyProtocol.V1, remote);
      for (int i = 0; i < 3; i++) {
        assertEquals("hi", first.get("app.test", "/first").body());
        assertEquals("hi", second.get("app.test", "/second").body());
      }
      for (HeaderOrigin.Connection connection : origin.connections) {
        boolean ofFirst = connection.requests().getFirst().contains("/first");
        assertEquals(1, connection.requests().stream().distinct().count());
        assertEquals(line((ofFirst ? first : second).socket).strip(), connection.header());
      }
      // Here the client keeps its connection; a request that was carried is a client of its own.
      assertEquals(remote ? 6 : 2, origin.connections.size());
      first.socket.close();
      second.socket.close();
      until(() -> origin.open.get() == 0);
    }
    until(() -> ams.inFlight() + waw.inFlight() == 0);
  }

  @Test
  void aServiceThatWantsNoHeaderSharesItsConnections() throws Exception {
    try (Origin origin = Origin.says("hi");
        RawClient first = ams.client();
        RawClient second = ams.client()) {
      serve(origin.port(), ProxyProtocol.OFF, false);
      assertEquals("hi", first.get("app.test", "/").body());
      int one = origin.connections.get();
      for (int i = 0; i < 20; i++) {
        assertEquals("hi", second.get("app.test", "/").body());
        assertEquals("hi", first.get("app.test", "/").body());
      }
      assertTrue(origin.connections.get() <= one + 1, "one for each event loop at most");
    }
  }

  @Test
  void explainSaysThatTheInstanceIsTold() throws Exception {
    try (ServerSocket server = server()) {
      serve(server.getLocalPort(), ProxyProtocol.V2, false);
      List<String> steps =
          ams.proxy.explain(new ExplainRequest.Tcp(1, "", ""), Duration.ofSeconds(5)).steps();
      assertTrue(
          steps.contains("proxy_protocol: the instance is told the client by a header V2"),
          steps.toString());
    }
  }
}
