package dev.fairlead.watchdog.pulse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pulses taken from a real socket whose other end the test plays. */
final class ProberTest {
  private static final Duration TICK = Duration.ofMillis(50);

  @TempDir Path folder;
  private Path socket;
  private ServerSocketChannel server;
  private Prober prober;

  @BeforeEach
  void listen() throws IOException {
    socket = folder.resolve("control.sock");
    prober = new Prober(socket, 4711);
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
  }

  @AfterEach
  void close() throws IOException {
    prober.close();
    server.close();
  }

  @Test
  void unansweredPingIsNotSentAgain() throws IOException {
    assertInstanceOf(Pulse.Silence.class, prober.take(Duration.ZERO, TICK));
    Pulse.Silence second = assertInstanceOf(Pulse.Silence.class, prober.take(Duration.ZERO, TICK));
    assertTrue(second.waitedNanos() >= TICK.toNanos());
    try (SocketChannel node = server.accept()) {
      assertEquals("ping\n", read(node));
      write(node, "pong 101 loops=2\n\n");
      assertEquals(
          101, assertInstanceOf(Pulse.Pong.class, prober.take(Duration.ZERO, TICK)).millis());
      prober.take(Duration.ZERO, TICK);
      assertEquals("ping\n", read(node));
    }
  }

  @Test
  void pongOfAnotherProcessOnTheSameSocketIsNoSignOfLife() throws IOException {
    prober.take(Duration.ZERO, TICK);
    try (SocketChannel node = server.accept()) {
      write(node, "pong 1 loops=2 pid=4712\n\n");
      Pulse.Missing other = assertInstanceOf(Pulse.Missing.class, prober.take(Duration.ZERO, TICK));
      assertEquals("process 4712 answers on its control socket", other.why());
      prober.take(Duration.ZERO, TICK);
      write(node, "pong 1 loops=2 pid=4711\n\n");
      assertInstanceOf(Pulse.Pong.class, prober.take(Duration.ZERO, TICK));
    }
  }

  @Test
  void stuckPartAndWhatItWaitsForAreKept() throws IOException {
    prober.take(Duration.ZERO, TICK);
    try (SocketChannel node = server.accept()) {
      write(node, "stuck lock catalog held since 3 s\nby catalog-writer\n\n");
      Pulse.Stuck stuck = assertInstanceOf(Pulse.Stuck.class, prober.take(Duration.ZERO, TICK));
      assertEquals("lock", stuck.part());
      assertEquals("catalog held since 3 s; by catalog-writer", stuck.what());
    }
  }

  @Test
  void anythingElseIsNoProofOfLife() throws IOException {
    prober.take(Duration.ZERO, TICK);
    try (SocketChannel node = server.accept()) {
      write(node, "error: unknown command 'ping'\n\n");
      assertEquals(
          "control", assertInstanceOf(Pulse.Stuck.class, prober.take(Duration.ZERO, TICK)).part());
    }
  }

  @Test
  void closedConnectionIsMissingAndThenMadeAnew() throws IOException {
    prober.take(Duration.ZERO, TICK);
    server.accept().close();
    assertInstanceOf(Pulse.Missing.class, prober.take(Duration.ZERO, TICK));
    prober.take(Duration.ZERO, TICK);
    try (SocketChannel node = server.accept()) {
      assertEquals("ping\n", read(node));
    }
  }

  @Test
  void socketNobodyServesIsMissing() throws IOException {
    server.close();
    assertInstanceOf(Pulse.Missing.class, prober.take(Duration.ZERO, TICK));
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
