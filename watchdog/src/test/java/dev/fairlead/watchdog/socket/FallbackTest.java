package dev.fairlead.watchdog.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.watchdog.system.Sockets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients get while there is no node. */
final class FallbackTest {
  private static final int PATIENCE_MILLIS = 60_000;

  @TempDir Path folder;

  private final HeldSockets sockets = HeldSockets.open(Map.of(), 1);
  private HeldSocket web;
  private HeldSocket admin;
  private HeldSocket tls;
  private HeldSocket control;
  private Fallback fallback;

  @BeforeEach
  void start() throws IOException {
    web = obtain("listen.web", SocketKind.TCP, "127.0.0.1:0", true);
    admin = obtain("admin", SocketKind.TCP, "127.0.0.1:0", false);
    tls = obtain("listen.tls", SocketKind.TCP, "127.0.0.1:0", false);
    control = obtain("control", SocketKind.UNIX, folder.resolve("control.sock").toString(), false);
    obtain("gossip.udp", SocketKind.UDP, "127.0.0.1:0", false);
    fallback = Fallback.start(sockets.all(), "5 replacements in 60 s,\nlast: exit code 1");
  }

  @AfterEach
  void stop() {
    fallback.stop();
    sockets.close();
  }

  @Test
  void httpClientsGet503AndWhenToComeBack() throws Exception {
    HttpResponse<String> response = get(web, "/anything");
    assertEquals(503, response.statusCode());
    assertEquals("30", response.headers().firstValue("Retry-After").orElseThrow());
    assertEquals(
        "FR06 no node process can be started",
        response.headers().firstValue("Fairlead-Error").orElseThrow());
    assertEquals("FR06 no node process can be started\n", response.body());
  }

  @Test
  void operatorsGetTheReasonOnAdminAndControl() throws Exception {
    HttpResponse<String> ready = get(admin, "/readyz");
    assertEquals(503, ready.statusCode());
    assertTrue(
        ready.body().endsWith(": 5 replacements in 60 s, last: exit code 1\n"), ready.body());
    Path path = Path.of(control.request().address());
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      client.write(ByteBuffer.wrap("show info\n".getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer reply = ByteBuffer.allocate(4096);
      while (client.read(reply) >= 0) {
        // Until it closes.
      }
      assertEquals(
          "error: no node process can be started: "
              + "5 replacements in 60 s, last: exit code 1\n\n",
          new String(reply.array(), 0, reply.position(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void headGetsNoBody() throws IOException {
    String response = exchange(web, "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    assertTrue(response.startsWith("HTTP/1.1 503 "), response);
    assertTrue(response.endsWith("\r\n\r\n"), response);
  }

  @Test
  void aBodyThatIsStillComingDoesNotLoseTheAnswer() throws Exception {
    HttpRequest post =
        HttpRequest.newBuilder(uri(web, "/upload"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[1024 * 1024]))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertEquals(503, client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode());
    }
  }

  @Test
  void aClientThatNeverEndsItsRequestIsAnsweredAllTheSame() throws IOException {
    String response = exchange(web, "GET / HTTP/1.1\r\nHost:");
    assertTrue(response.startsWith("HTTP/1.1 503 "), response);
  }

  @Test
  void aClientThatSaysNothingIsClosed() throws IOException {
    assertEquals("", exchange(web, ""));
  }

  @Test
  void clientsOfOtherProtocolsAreClosed() throws IOException {
    assertEquals("", exchange(tls, ""));
  }

  @Test
  void silentClientsBeyondTheBoundDelayOthersButDoNotStopThem() throws Exception {
    List<Socket> silent = new ArrayList<>();
    for (int i = 0; i < Fallback.MAX_CLIENTS + 20; i++) {
      silent.add(connect(web));
    }
    assertEquals(503, get(web, "/").statusCode());
    for (Socket client : silent) {
      client.close();
    }
  }

  @Test
  void whoComesAfterTheStopIsTheNextNodes() throws IOException {
    exchange(web, "GET / HTTP/1.1\r\n\r\n");
    fallback.stop();
    try (Socket client = connect(web)) {
      client.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertEquals(1, AcceptQueue.reset(web));
    }
  }

  @Test
  void aStopAnswersWhoHasSaidSomething() throws IOException {
    try (Socket client = connect(web)) {
      client.getOutputStream().write("GET / HT".getBytes(StandardCharsets.US_ASCII));
      exchange(web, "GET / HTTP/1.1\r\n\r\n"); // the first one was accepted before this one
      fallback.stop();
      String response = read(client);
      assertFalse(response.isEmpty());
    }
  }

  private HeldSocket obtain(String name, SocketKind kind, String address, boolean http)
      throws IOException {
    return sockets.obtain(new SocketRequest(name, kind, address, 512, http), new HashSet<>());
  }

  private static HttpResponse<String> get(HeldSocket socket, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(uri(socket, path)).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private static URI uri(HeldSocket socket, String path) throws IOException {
    return URI.create("http://127.0.0.1:" + port(socket) + path);
  }

  private static Socket connect(HeldSocket socket) throws IOException {
    Socket client = new Socket("127.0.0.1", port(socket));
    client.setSoTimeout(PATIENCE_MILLIS);
    return client;
  }

  private static String exchange(HeldSocket socket, String request) throws IOException {
    try (Socket client = connect(socket)) {
      client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return read(client);
    }
  }

  private static String read(Socket client) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      InputStream in = client.getInputStream();
      in.transferTo(bytes);
    } catch (SocketException reset) {
      // What came before is what counts.
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static int port(HeldSocket socket) throws IOException {
    return Sockets.localAddress(socket.descriptor().number()).getPort();
  }
}
