package dev.fairlead.proxy;

import static dev.fairlead.proxy.Waits.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Policy;
import dev.fairlead.proxy.config.ConnectionLimits;
import dev.fairlead.proxy.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is left of TCP connections that broke. {@code -Dconnections=} says how many of them, {@code
 * -Dseed=} in which ways.
 */
@Timeout(600)
final class TcpStormTest {
  private static final int CONNECTIONS = Integer.getInteger("connections", 1_000);
  private static final int WORKERS = 8;
  private static final int LIMIT_MILLIS = 20_000;

  /** What the JVM may open or make meanwhile, for reasons of its own. */
  private static final int OTHER_FILES = 5;

  private static final int OTHER_CHANNELS = 5;

  /** The allocator takes memory in pieces, and gives no piece back in parts. */
  private static final long OTHER_BYTES = 1 << 20;

  @AutoClose private final TestRegion ams;

  TcpStormTest(@TempDir Path data) {
    Settings usual = TestRegion.settings("ams", data, null, List.of());
    List<Settings.Listen> open = // all come from one source
        usual.listeners().stream().map(listen -> listen.with(new ConnectionLimits(0, 0))).toList();
    ams = new TestRegion("ams", TestRegion.listening(usual, 0, open));
    ams.tcpService = "bytes";
  }

  @Test
  void brokenConnectionsLeaveNoDescriptorAndNoMemory() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        ServerSocket server = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress())) {
      threads.submit(() -> accept(server, threads));
      ams.serve(
          "bytes",
          Policy.DEFAULT,
          List.of(ams.instance("i1", server.getLocalPort(), 0)),
          List.of());
      storm(threads, ways(random, 500)); // what is made once is there now
      Held before = Held.now();
      try (Socket open = connect()) { // so the figures are of this proxy
        open.getOutputStream().write('.');
        assertEquals(0, open.getInputStream().read());
        Held with = Held.now();
        assertTrue(with.channels() >= 2 && with.files() > before.files(), "open " + with);
      }
      storm(threads, ways(random, CONNECTIONS));
      until(() -> Held.descriptors() <= before.files() + OTHER_FILES);
      Held after = Held.now();
      System.out.println("before " + before + ", after " + CONNECTIONS + " " + after);
      assertTrue(after.channels() <= before.channels() + OTHER_CHANNELS, "channels " + after);
      assertTrue(after.directBytes() <= before.directBytes() + OTHER_BYTES, "buffers " + after);
    }
  }

  private static List<Way> ways(Random random, int count) {
    List<Way> ways = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ways.add(Way.values()[random.nextInt(Way.values().length)]);
    }
    return ways;
  }

  private void storm(ExecutorService threads, List<Way> ways) throws Exception {
    List<Future<?>> workers = new ArrayList<>();
    for (int worker = 0; worker < WORKERS; worker++) {
      int from = worker;
      workers.add(
          threads.submit(() -> {
            for (int i = from; i < ways.size(); i += WORKERS) {
              end(ways.get(i));
            }
            return null;
          }));
    }
    for (Future<?> worker : workers) {
      worker.get();
    }
    until(() -> ams.inFlight() == 0 && ams.proxy.traffic().connectionsNow() == 0);
  }

  private Socket connect() throws IOException {
    Socket client = new Socket("127.0.0.1", ams.port("bytes"));
    client.setSoTimeout(LIMIT_MILLIS);
    return client;
  }

  /** How a connection ends. */
  private enum Way {
    HALF_CLOSED_THEN_RESET,
    RESET_BEFORE_ANYTHING_IS_SAID,
    CLOSED_WITH_AN_ANSWER_ON_ITS_WAY,
    HALF_CLOSED_THEN_RESET_BY_THE_INSTANCE,
    HALF_CLOSED_BY_THE_INSTANCE_THEN_RESET,
    HALF_CLOSED_ON_BOTH_SIDES
  }

  /** The first byte tells the instance how it shall behave. */
  private void end(Way way) throws IOException {
    try (Socket client = connect()) {
      switch (way) {
        case HALF_CLOSED_THEN_RESET -> {
          client.getOutputStream().write('.');
          client.shutdownOutput();
          client.setSoLinger(true, 0);
        }
        case RESET_BEFORE_ANYTHING_IS_SAID -> client.setSoLinger(true, 0);
        case CLOSED_WITH_AN_ANSWER_ON_ITS_WAY -> client.getOutputStream().write('.');
        case HALF_CLOSED_THEN_RESET_BY_THE_INSTANCE -> {
          client.getOutputStream().write('r');
          client.shutdownOutput();
          assertThrows(IOException.class, () -> client.getInputStream().readAllBytes());
        }
        case HALF_CLOSED_BY_THE_INSTANCE_THEN_RESET -> {
          client.getOutputStream().write('h');
          assertEquals(-1, client.getInputStream().read());
          client.setSoLinger(true, 0);
        }
        case HALF_CLOSED_ON_BOTH_SIDES -> {
          client.getOutputStream().write('h');
          client.shutdownOutput();
          assertEquals(-1, client.getInputStream().read());
        }
      }
    }
  }

  private static Void accept(ServerSocket server, ExecutorService threads) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        threads.submit(() -> serve(socket));
      } catch (IOException e) {
        return null;
      }
    }
    return null;
  }

  private static Void serve(Socket socket) {
    try (socket) {
      int way = socket.getInputStream().read();
      if (way == 'r') {
        socket.setSoLinger(true, 0);
        return null;
      }
      if (way == 'h') {
        socket.shutdownOutput();
      } else if (way >= 0) {
        socket.getOutputStream().write(new byte[10_000]);
      }
      socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      // broken on purpose
    }
    return null;
  }
}
