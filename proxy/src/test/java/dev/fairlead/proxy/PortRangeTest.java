package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole node that listens on a range of ports, each with its own route. */
@Timeout(60)
final class PortRangeTest {
  private static final int PORTS = 3;
  private static final int TRIES = 10;

  @TempDir Path folder;

  /** The first of {@link #PORTS} neighbours nobody uses just now. */
  private static int freeRange() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    while (true) {
      try (ServerSocket first = new ServerSocket(0, 1, loopback);
          ServerSocket second = new ServerSocket(first.getLocalPort() + 1, 1, loopback);
          ServerSocket _ = new ServerSocket(second.getLocalPort() + 1, 1, loopback)) {
        return first.getLocalPort();
      } catch (IOException | IllegalArgumentException e) {
        Thread.onSpinWait(); // taken, or beyond the last port: elsewhere
      }
    }
  }

  /** Somebody may take one of the ports before the node does. */
  private RunningNode start(int[] first) throws Exception {
    for (int left = TRIES; ; left--) {
      first[0] = freeRange();
      String range = first[0] + "-" + (first[0] + PORTS - 1);
      String listen =
          """
          [admin]
          bind = "127.0.0.1:0"
          [[listen]]
          name = "many"
          bind = "127.0.0.1:%s"
          protocol = "tcp"
          """
              .formatted(range);
      try {
        return RunningNode.start(folder, listen);
      } catch (UncheckedIOException e) {
        if (left == 0) {
          throw e;
        }
      }
    }
  }

  @Test
  void eachPortOfARangeLeadsWhereItsRouteSays() throws Exception {
    int[] first = new int[1];
    try (RunningNode node = start(first);
        Origin one = Origin.says("one");
        HeaderOrigin two = new HeaderOrigin()) {
      int port = first[0];
      write(node, "INSERT INTO service (id, protocol) VALUES ('one', 'tcp')");
      write(
          node,
          "INSERT INTO service (id, protocol, policy) VALUES ('two', 'tcp',"
              + " '{\\\"proxy_protocol\\\":\\\"v1\\\"}')");
      write(node, "INSERT INTO route (id, service, port) VALUES ('r1', 'one', " + port + ")");
      write(node, "INSERT INTO route (id, service, port) VALUES ('r2', 'two', " + (port + 1) + ")");
      instance(node, "i1", "one", one.port());
      instance(node, "i2", "two", two.port());
      Waits.until(() ->
          explained(node, port).startsWith("=> instance i1")
              && explained(node, port + 1).startsWith("=> instance i2"));
      try (RawClient client = new RawClient(port)) {
        assertEquals("one", client.get("any", "/").body());
      }
      try (RawClient client = new RawClient(port + 1)) {
        assertEquals("hi", client.get("any", "/").body());
        assertEquals(
            "PROXY TCP4 127.0.0.1 127.0.0.1 %d %d"
                .formatted(client.socket.getLocalPort(), port + 1),
            two.connections.getFirst().header());
      }
      try (RawClient client = new RawClient(port + 2)) {
        assertThrows(IOException.class, () -> client.get("any", "/"));
      }
      assertTrue(explained(node, port + 2).startsWith("=> FR01"));
      List<String> info = node.ask("show info");
      for (int i = 0; i < PORTS; i++) {
        String listener = "listener_many:" + (port + i);
        assertTrue(info.stream().anyMatch(line -> line.startsWith(listener)), info.toString());
      }
    }
  }

  private static void instance(RunningNode node, String id, String service, int port)
      throws Exception {
    write(
        node,
        "INSERT INTO instance (id, service, endpoint) VALUES ('%s', '%s', '127.0.0.1:%d')"
            .formatted(id, service, port));
  }

  private static void write(RunningNode node, String sql) throws Exception {
    assertEquals(200, node.post("/v1/transactions", "[\"" + sql + "\"]").statusCode());
  }

  private static String explained(RunningNode node, int port) {
    try {
      return node.ask("explain tcp :" + port).getLast();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
