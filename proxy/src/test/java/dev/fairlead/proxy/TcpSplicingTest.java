package dev.fairlead.proxy;

import static dev.fairlead.proxy.Waits.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fairlead.catalog.model.Policy;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Long TCP streams, which go through pipes of the kernel, end and count like short ones. */
@Timeout(120)
final class TcpSplicingTest {
  private static final int BLOCK_BYTES = 1 << 20;
  private static final int LONG = 128; // blocks
  private static final int SHORTER = 32; // blocks

  @AutoClose private final TestRegion ams;
  private final ServerSocket server;
  private final int pipesBefore;

  TcpSplicingTest(@TempDir Path data) throws IOException {
    pipesBefore = pipes();
    ams = new TestRegion("ams", data);
    ams.tcpService = "bytes";
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    serve(Policy.DEFAULT);
  }

  private void serve(Policy policy) {
    ams.serve("bytes", policy, List.of(ams.instance("i1", server.getLocalPort(), 0)), List.of());
  }

  @AfterEach
  void everyPipeIsGivenBack() throws Exception {
    server.close();
    until(() -> ams.inFlight() == 0 && ams.proxy.traffic().connectionsNow() == 0);
    until(() -> pipes() <= pipesBefore);
  }

  /** Ends of pipes that this process has open. */
  private static int pipes() {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return (int) files.filter(file -> link(file).startsWith("pipe:")).count();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String link(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }

  /** A client, and the socket its instance has for it. */
  private record Pair(Socket client, Socket instance) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      client.close();
      instance.close();
    }
  }

  private Pair connect() throws IOException {
    Socket client = new Socket("127.0.0.1", ams.port("bytes"));
    client.setSoTimeout(20_000);
    Socket instance = server.accept();
    instance.setSoTimeout(20_000);
    return new Pair(client, instance);
  }

  private static long send(Socket socket, int blocks, long seed) throws IOException {
    Random random = new Random(seed);
    byte[] block = new byte[BLOCK_BYTES];
    CRC32C sum = new CRC32C();
    OutputStream out = socket.getOutputStream();
    random.nextBytes(block);
    for (int i = 0; i < blocks; i++) {
      block[i] = (byte) random.nextInt(); // no two blocks are alike
      sum.update(block);
      out.write(block);
    }
    return sum.getValue();
  }

  private static long receive(Socket socket, int blocks) throws IOException {
    byte[] block = new byte[BLOCK_BYTES];
    CRC32C sum = new CRC32C();
    InputStream in = socket.getInputStream();
    for (int i = 0; i < blocks; i++) {
      if (in.readNBytes(block, 0, BLOCK_BYTES) < BLOCK_BYTES) {
        throw new EOFException("within block " + i);
      }
      sum.update(block);
    }
    return sum.getValue();
  }

  private interface Work {
    long run() throws IOException;
  }

  private static CompletableFuture<Long> beside(Work work) {
    CompletableFuture<Long> done = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            done.complete(work.run());
          } catch (IOException e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  /** Blocks in one direction, so many that it has its pipe. */
  private static void carry(Socket from, Socket to) throws Exception {
    CompletableFuture<Long> sent = beside(() -> send(from, SHORTER, 5));
    assertEquals(receive(to, SHORTER), sent.get());
  }

  private double counted(String name) {
    return ams.meters.get(name).functionCounter().count();
  }

  @Test
  void longStreamsPassBothWaysUnchangedThroughPipesAndAreCounted() throws Exception {
    try (Pair pair = connect()) {
      CompletableFuture<Long> up = beside(() -> send(pair.client(), LONG, 1));
      CompletableFuture<Long> down = beside(() -> send(pair.instance(), LONG, 2));
      CompletableFuture<Long> upThere = beside(() -> receive(pair.instance(), LONG));
      assertEquals(receive(pair.client(), LONG), down.get());
      assertEquals(upThere.get(), up.get());
      assertEquals(pipesBefore + 4, pipes(), "two pipes with two ends each");
      pair.client().shutdownOutput();
      assertEquals(-1, pair.instance().getInputStream().read());
      pair.instance().shutdownOutput();
      assertEquals(-1, pair.client().getInputStream().read());
    }
    long bytes = (long) LONG * BLOCK_BYTES;
    until(() -> counted("fairlead_edge_received_bytes") == bytes);
    until(() -> counted("fairlead_edge_sent_bytes") == bytes);
  }

  @Test
  void whoEndsOneDirectionWithinALongStreamReadsTheOtherToItsEnd() throws Exception {
    try (Pair pair = connect()) {
      carry(pair.instance(), pair.client());
      CompletableFuture<Long> up =
          beside(() -> {
            long sum = send(pair.client(), SHORTER, 3);
            pair.client().shutdownOutput();
            return sum;
          });
      assertEquals(receive(pair.instance(), SHORTER), up.get());
      assertEquals(-1, pair.instance().getInputStream().read());
      CompletableFuture<Long> down =
          beside(() -> {
            long sum = send(pair.instance(), SHORTER, 4);
            pair.instance().shutdownOutput();
            return sum;
          });
      assertEquals(receive(pair.client(), SHORTER), down.get());
      assertEquals(-1, pair.client().getInputStream().read());
    }
  }

  @Test
  void aReaderThatComesLateGetsEverythingAndMeanwhileTheSenderWaits() throws Exception {
    try (Pair pair = connect()) {
      carry(pair.instance(), pair.client());
      long before = Held.now().directBytes();
      CompletableFuture<Long> down =
          beside(() -> {
            long sum = send(pair.instance(), LONG, 6);
            pair.instance().shutdownOutput(); // what waits behind it is in sockets and in a pipe
            return sum;
          });
      carry(pair.client(), pair.instance()); // the other direction goes on
      long more = Held.now().directBytes() - before;
      assertEquals(0, Math.max(0, more - (4 << 20)), "buffers grew by " + more);
      assertEquals(receive(pair.client(), LONG), down.get());
      assertEquals(-1, pair.client().getInputStream().read());
    }
  }

  @Test
  void aResetOfEitherSideWithinALongStreamResetsTheOther() throws Exception {
    for (boolean byClient : new boolean[] {true, false}) {
      try (Pair pair = connect()) {
        carry(pair.instance(), pair.client());
        carry(pair.client(), pair.instance());
        CompletableFuture<Long> down = beside(() -> send(pair.instance(), 1_000, 7));
        CompletableFuture<Long> up = beside(() -> send(pair.client(), 1_000, 8));
        Socket resets = byClient ? pair.client() : pair.instance();
        resets.setSoLinger(true, 0);
        resets.close();
        assertThrows(Exception.class, down::get);
        assertThrows(Exception.class, up::get);
      }
    }
  }

  @Test
  void aLongStreamThatStopsIsEndedByTheIdleTimeout() throws Exception {
    serve(Policy.DEFAULT.withIdleTimeout(Duration.ofMillis(500)));
    try (Pair pair = connect()) {
      carry(pair.instance(), pair.client());
      assertThrows(IOException.class, () -> pair.client().getInputStream().read());
      assertThrows(IOException.class, () -> pair.instance().getInputStream().read());
    }
  }
}
