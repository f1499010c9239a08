package dev.fairlead.watchdog.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client of the control socket against a real socket whose other end the test plays. */
final class ControlClientTest {
  private static final Duration GENEROUS = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(20);

  @TempDir Path folder;
  private Path socket;
  private ServerSocketChannel server;

  @BeforeEach
  void listen() throws IOException {
    socket = folder.resolve("control.sock");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket), 1);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void replyCutAnywhereArrivesWhole() throws IOException {
    try (ControlClient client = ControlClient.connect(socket, GENEROUS);
        SocketChannel node = server.accept()) {
      client.send("show info", GENEROUS);
      assertEquals("show info\n", read(node));
      write(node, "name w");
      assertNull(client.await(Duration.ZERO));
      write(node, "aw-1\r\npid 7\n");
      assertNull(client.await(SHORT));
      write(node, "\npong");
      assertEquals(List.of("name waw-1", "pid 7"), client.await(GENEROUS));
      write(node, " 2\n\n");
      assertEquals(List.of("pong 2"), client.await(GENEROUS));
    }
  }

  @Test
  void silenceEndsTheConnection() throws IOException {
    try (ControlClient client = ControlClient.connect(socket, GENEROUS);
        SocketChannel node = server.accept()) {
      var late = assertThrows(SocketTimeoutException.class, () -> client.ask("ping", SHORT));
      assertEquals("no answer to 'ping' within 20 ms", late.getMessage());
      assertEquals("ping\n", read(node));
      assertEquals(-1, node.read(ByteBuffer.allocate(1)));
    }
  }

  @Test
  void nodeThatHangsUpIsAnError() throws IOException {
    try (ControlClient client = ControlClient.connect(socket, GENEROUS)) {
      server.accept().close();
      assertThrows(IOException.class, () -> client.ask("ping", GENEROUS));
    }
    try (ControlClient client = ControlClient.connect(socket, GENEROUS);
        SocketChannel node = server.accept()) {
      node.shutdownOutput();
      assertThrows(EOFException.class, () -> client.ask("ping", GENEROUS));
    }
  }

  @Test
  void nobodyThereIsSaidAtOnce() {
    Path missing = folder.resolve("missing.sock");
    var refused = assertThrows(IOException.class, () -> ControlClient.connect(missing, GENEROUS));
    assertTrue(refused.getMessage().startsWith("no node answers at " + missing));
  }

  @Test
  void fullQueueOfConnectionsIsWaitedForOnlyWithinTheLimit() throws IOException {
    List<ControlClient> queued = new ArrayList<>();
    try {
      assertThrows(
          SocketTimeoutException.class,
          () -> {
            for (int i = 0; i < 64; i++) {
              queued.add(ControlClient.connect(socket, SHORT));
            }
          });
      server.accept().close();
      ControlClient.connect(socket, GENEROUS).close();
    } finally {
      for (ControlClient client : queued) {
        client.close();
      }
    }
  }

  @Test
  void commandNobodyReadsIsGivenUp() throws IOException {
    try (ControlClient client = ControlClient.connect(socket, GENEROUS)) {
      String large = "x".repeat(ControlFrames.MAX_REQUEST_BYTES - 1);
      assertThrows(
          SocketTimeoutException.class,
          () -> {
            for (int i = 0; i < 1000; i++) {
              client.send(large, SHORT);
            }
          });
    }
  }

  @Test
  void requestsAreOneLine() {
    assertThrows(IllegalArgumentException.class, () -> ControlFrames.request("ping\nstop"));
    assertThrows(IllegalArgumentException.class, () -> ControlFrames.request(" "));
    assertThrows(
        IllegalArgumentException.class,
        () -> ControlFrames.request("x".repeat(ControlFrames.MAX_REQUEST_BYTES)));
  }

  @Test
  void emptyLineInsideAReplyDoesNotEndIt() {
    ByteBuffer bytes = ControlFrames.reply(List.of("a", "", "b\n\nc"));
    assertEquals("a\n \nb\n \nc\n\n", StandardCharsets.UTF_8.decode(bytes).toString());
  }

  @Test
  void endlessLineIsRefused() {
    LineAssembler lines = new LineAssembler(4);
    ByteBuffer bytes = ByteBuffer.wrap("four\nfives\n".getBytes(StandardCharsets.UTF_8));
    List<String> seen = new ArrayList<>();
    var refused = assertThrows(IOException.class, () -> lines.feed(bytes, seen::add));
    assertEquals("line longer than 4 bytes", refused.getMessage());
    assertEquals(List.of("four"), seen);
  }

  private static String read(SocketChannel node) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(1024);
    node.read(bytes);
    return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
  }

  private static void write(SocketChannel node, String text) throws IOException {
    node.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }
}
