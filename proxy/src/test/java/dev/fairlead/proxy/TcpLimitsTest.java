package dev.fairlead.proxy;

import static dev.fairlead.proxy.Waits.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Policy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ends a TCP connection that nobody ends. */
@Timeout(120)
final class TcpLimitsTest {
  private final Path data;
  @AutoClose private final TestRegion ams;

  TcpLimitsTest(@TempDir Path data) {
    this.data = data;
    ams = new TestRegion("ams", data);
    ams.tcpService = "bytes";
  }

  private void serve(Policy policy, int port) {
    ams.serve("bytes", policy, List.of(ams.instance("i1", port, 0)), List.of());
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket("127.0.0.1", ams.port("bytes"));
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static ServerSocket server() throws IOException {
    ServerSocket server = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
    server.setSoTimeout(20_000);
    return server;
  }

  private static void assertReset(Socket socket) {
    IOException end =
        assertThrows(
            IOException.class,
            () -> {
              if (socket.getInputStream().read() < 0) {
                throw new IOException("ended");
              }
            });
    assertTrue(!(end instanceof SocketTimeoutException), end.toString());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aConnectionOnWhichNothingMovesEndsOnBothSides(boolean halfClosed) throws Exception {
    try (ServerSocket server = server()) {
      serve(Policy.DEFAULT.withIdleTimeout(Duration.ofMillis(100)), server.getLocalPort());
      try (Socket client = connect();
          Socket instance = server.accept()) {
        client.getOutputStream().write(7);
        instance.setSoTimeout(20_000);
        assertEquals(7, instance.getInputStream().read());
        if (halfClosed) {
          client.shutdownOutput();
          assertEquals(-1, instance.getInputStream().read());
        } else {
          assertReset(instance);
        }
        assertReset(client);
        until(() -> ams.inFlight() == 0 && ams.proxy.traffic().connectionsNow() == 0);
        until(() -> accessLog().endsWith(" cD"));
      }
    }
  }

  private String accessLog() {
    try {
      return Files.readString(data.resolve("access.log")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void anInstanceThatAcceptsNobodyIsGivenUpAfterTheConnectTimeout() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Socket> queue = fill(full);
      serve(
          Policy.DEFAULT.withConnectTimeout(Duration.ofMillis(100)).withRetries(0),
          full.getLocalPort());
      try (Socket client = connect()) {
        assertReset(client);
      }
      assertEquals(1, ams.meters.get("fairlead_edge_errors").tag("code", "FC02").counter().count());
      until(() -> ams.inFlight() == 0 && ams.proxy.traffic().connectionsNow() == 0);
      for (Socket one : queue) {
        one.close();
      }
    }
  }

  /** Connects until the kernel takes nobody any more for a server that does not accept. */
  private static List<Socket> fill(ServerSocket server) throws IOException {
    List<Socket> queue = new ArrayList<>();
    while (queue.size() < 100) {
      Socket one = new Socket();
      try {
        one.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 200);
        queue.add(one);
      } catch (SocketTimeoutException e) {
        one.close();
        return queue;
      }
    }
    throw new AssertionError("a queue of 1 holds " + queue.size());
  }
}
