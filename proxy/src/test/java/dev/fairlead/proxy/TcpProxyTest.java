package dev.fairlead.proxy;

import static dev.fairlead.proxy.Waits.until;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.Pressure;
import dev.fairlead.catalog.model.RegionPresence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TCP through one proxy, and through two over the backhaul: the same claims hold for both. */
@Timeout(60)
final class TcpProxyTest {
  @AutoClose private final TestRegion ams;
  @AutoClose private final TestRegion waw;

  TcpProxyTest(@TempDir Path data) {
    ams = new TestRegion("ams", data);
    waw = new TestRegion("waw", data);
    TestRegion.introduce(ams, waw);
    ams.tcpService = "bytes";
  }

  /** Puts the instance into the arrival's region, or into the other. */
  private void instanceAt(int port, boolean remote) {
    ams.serveFrom(remote ? waw : ams, "bytes", port);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket("127.0.0.1", ams.port("bytes"));
    socket.setSoTimeout(20_000);
    return socket;
  }

  private interface Talk {
    void with(Socket socket) throws IOException;
  }

  private static ServerSocket server(Talk talk) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try {
              Socket socket = server.accept();
              Thread.ofVirtual()
                  .start(() -> {
                    try (socket) {
                      talk.with(socket);
                    } catch (IOException e) {
                      // the other side's test looks at that
                    }
                  });
            } catch (IOException e) {
              return;
            }
          }
        });
    return server;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bytesPassBothWaysUnchanged(boolean remote) throws Exception {
    byte[] sent = new byte[8 << 20];
    new Random(7).nextBytes(sent);
    try (ServerSocket server =
            server(socket -> {
              socket.getInputStream().transferTo(socket.getOutputStream());
              socket.shutdownOutput();
            });
        Socket client = connectTo(server, remote)) {
      CompletableFuture<Void> writing =
          CompletableFuture.runAsync(() -> {
            try {
              client.getOutputStream().write(sent);
              client.shutdownOutput();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      assertArrayEquals(sent, client.getInputStream().readAllBytes());
      writing.get();
    }
    until(() -> ams.inFlight() + waw.inFlight() == 0);
    until(() -> ams.proxy.traffic().connectionsNow() == 0);
  }

  private Socket connectTo(ServerSocket server, boolean remote) throws IOException {
    instanceAt(server.getLocalPort(), remote);
    return connect();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClientThatEndsItsDirectionStillReads(boolean remote) throws Exception {
    try (ServerSocket server =
            server(socket -> {
              byte[] question = socket.getInputStream().readAllBytes();
              socket.getOutputStream().write(("got " + question.length).getBytes());
            });
        Socket client = connectTo(server, remote)) {
      client.getOutputStream().write(new byte[1000]);
      client.shutdownOutput();
      assertEquals("got 1000", new String(client.getInputStream().readAllBytes()));
    }
    until(() -> ams.inFlight() + waw.inFlight() == 0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInstanceThatEndsItsDirectionStillReads(boolean remote) throws Exception {
    CompletableFuture<String> heard = new CompletableFuture<>();
    try (ServerSocket server =
            server(socket -> {
              socket.getOutputStream().write("bye".getBytes());
              socket.shutdownOutput();
              heard.complete(new String(socket.getInputStream().readAllBytes()));
            });
        Socket client = connectTo(server, remote)) {
      assertEquals("bye", new String(client.getInputStream().readAllBytes()));
      client.getOutputStream().write("still here".getBytes());
      client.shutdownOutput();
      assertEquals("still here", heard.get());
    }
    until(() -> ams.inFlight() + waw.inFlight() == 0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aResetOfTheInstanceResetsTheClient(boolean remote) throws Exception {
    try (ServerSocket server =
            server(socket -> {
              socket.getInputStream().read();
              socket.setSoLinger(true, 0);
            });
        Socket client = connectTo(server, remote)) {
      client.getOutputStream().write(1);
      assertThrows(IOException.class, () -> client.getInputStream().readAllBytes());
    }
    until(() -> ams.inFlight() + waw.inFlight() == 0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aResetOfTheClientResetsTheInstance(boolean remote) throws Exception {
    CompletableFuture<Boolean> broken = new CompletableFuture<>();
    CompletableFuture<Void> begun = new CompletableFuture<>();
    try (ServerSocket server =
        server(socket -> {
          try {
            socket.getInputStream().read();
            begun.complete(null);
            socket.getInputStream().readAllBytes();
            broken.complete(false);
          } catch (IOException e) {
            broken.complete(true);
          }
        })) {
      Socket client = connectTo(server, remote);
      client.getOutputStream().write(1);
      begun.get();
      client.setSoLinger(true, 0);
      client.close();
      assertTrue(broken.get());
    }
    until(() -> ams.inFlight() + waw.inFlight() == 0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSlowReaderHoldsTheSenderBack(boolean remote) throws Exception {
    Flood flood = new Flood();
    try (ServerSocket server = server(socket -> flood.send(socket.getOutputStream()));
        Socket client = connectTo(server, remote)) {
      long worst = flood.receive(client.getInputStream());
      assertTrue(worst < 32 << 20, "outstanding " + worst);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nobodyThereClosesTheConnection(boolean remote) throws Exception {
    instanceAt(Waits.deadPort(), remote);
    try (Socket client = connect()) {
      assertThrows(IOException.class, () -> readSomething(client));
    }
    until(() -> ams.inFlight() + waw.inFlight() == 0);
    until(() -> ams.proxy.traffic().connectionsNow() == 0);
  }

  private static void readSomething(Socket client) throws IOException {
    if (client.getInputStream().read() < 0) {
      throw new IOException("closed");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {300})
  void closedAndResetConnectionsLeaveNothingBehind(int count) throws Exception {
    try (ServerSocket server = server(socket -> socket.getInputStream().readAllBytes())) {
      instanceAt(server.getLocalPort(), true);
      Random random = new Random(11);
      for (int i = 0; i < count; i++) {
        Socket client = connect();
        if (random.nextBoolean()) {
          client.getOutputStream().write(1);
        }
        if (random.nextBoolean()) {
          client.shutdownOutput();
        }
        if (random.nextBoolean()) {
          client.setSoLinger(true, 0);
        }
        client.close();
      }
      until(() -> ams.inFlight() + waw.inFlight() == 0);
      until(() -> ams.proxy.traffic().connectionsNow() == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true})
  void aRegionWithoutLivingProxyIsNoWay(boolean unused) throws Exception {
    ams.serve(
        "bytes",
        Policy.DEFAULT,
        List.of(),
        List.of(new RegionPresence("nrt", 1, Pressure.LOW, List.of("nrt-1"))));
    try (Socket client = connect()) {
      assertThrows(IOException.class, () -> readSomething(client));
    }
  }

  @Test
  void aConnectionGoesToTheNextRegionThatCanBeReached() throws Exception {
    try (ServerSocket server = server(socket -> socket.getOutputStream().write(7))) {
      waw.serve(
          "bytes",
          Policy.DEFAULT,
          List.of(waw.instance("i1", server.getLocalPort(), 0)),
          List.of());
      RegionPresence gone = new RegionPresence("nrt", 1, Pressure.LOW, List.of("nrt-1"));
      ams.serve("bytes", Policy.DEFAULT, List.of(), List.of(gone, waw.presence()));
      try (Socket client = connect()) {
        assertEquals(7, client.getInputStream().read());
      }
    }
  }
}
