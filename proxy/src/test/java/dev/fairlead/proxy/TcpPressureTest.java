package dev.fairlead.proxy;

import static dev.fairlead.proxy.Waits.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fairlead.catalog.model.InstanceRow;
import dev.fairlead.catalog.model.Policy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The limits of instances hold for TCP connections as they do for requests. */
@Timeout(60)
final class TcpPressureTest {
  private static final Policy PATIENT = Policy.DEFAULT.withQueueWait(Duration.ofSeconds(20));

  @AutoClose private final TestRegion ams;
  @AutoClose private final TestRegion waw;
  @AutoClose private final Says here = new Says('h');
  @AutoClose private final Says there = new Says('t');

  TcpPressureTest(@TempDir Path data) throws IOException {
    ams = new TestRegion("ams", data);
    waw = new TestRegion("waw", data);
    TestRegion.introduce(ams, waw);
    ams.tcpService = "bytes";
    waw.serve("bytes", Policy.DEFAULT, List.of(waw.instance("i2", there.port(), 0)), List.of());
  }

  /** One instance in ams; the service is in waw too if {@code elsewhere}. */
  private void serve(Policy policy, int soft, int hard, boolean elsewhere) {
    InstanceRow row =
        new InstanceRow(
            "i1",
            "ams-1",
            new InetSocketAddress("127.0.0.1", here.port()),
            InstanceRow.State.UP,
            InstanceRow.Health.UNKNOWN,
            100,
            soft,
            hard);
    ams.serve("bytes", policy, List.of(row), elsewhere ? List.of(waw.presence()) : List.of());
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket("127.0.0.1", ams.port("bytes"));
    socket.setSoTimeout(20_000);
    return socket;
  }

  @Test
  void aFullInstanceGetsTheNextConnectionWhenOneEnds() throws Exception {
    serve(PATIENT, 0, 1, false);
    try (Socket first = connect()) {
      assertEquals('h', first.getInputStream().read());
      try (Socket second = connect()) {
        until(() -> ams.proxy.traffic().connectionsNow() == 2);
        assertEquals(1, ams.inFlight());
        first.shutdownOutput();
        assertEquals(-1, first.getInputStream().read());
        assertEquals('h', second.getInputStream().read());
      }
    }
    until(() -> ams.inFlight() == 0);
  }

  @Test
  void whoWaitsLongerThanTheServiceAllowsIsReset() throws Exception {
    serve(Policy.DEFAULT.withQueueWait(Duration.ofMillis(50)), 0, 1, false);
    try (Socket first = connect()) {
      assertEquals('h', first.getInputStream().read());
      try (Socket second = connect()) {
        assertThrows(IOException.class, () -> second.getInputStream().readAllBytes());
      }
      assertEquals(1, ams.meters.get("fairlead_edge_errors").tag("code", "FR03").counter().count());
      first.getOutputStream().write('e');
      assertEquals('e', first.getInputStream().read());
    }
  }

  @Test
  void atItsSoftLimitAnInstanceLeavesTheNextToAnotherRegionIfThePolicySaysSo() throws Exception {
    serve(PATIENT.withSpill(Policy.Spill.HIGH), 1, 0, true);
    try (Socket first = connect()) {
      assertEquals('h', first.getInputStream().read());
      try (Socket second = connect()) {
        assertEquals('t', second.getInputStream().read());
      }
    }
    until(() -> ams.inFlight() == 0);
    try (Socket third = connect()) {
      assertEquals('h', third.getInputStream().read());
    }
  }

  @Test
  void atItsSoftLimitAnInstanceTakesMoreIfThePolicySaysNothing() throws Exception {
    serve(PATIENT, 1, 2, true);
    try (Socket first = connect()) {
      assertEquals('h', first.getInputStream().read());
      try (Socket second = connect()) {
        assertEquals('h', second.getInputStream().read());
        try (Socket third = connect()) { // full
          assertEquals('t', third.getInputStream().read());
        }
      }
    }
  }

  /** Says one byte to everybody, then echoes. */
  private static final class Says implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    Says(char what) throws IOException {
      Thread.ofVirtual()
          .start(() -> {
            while (!server.isClosed()) {
              try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket, what));
              } catch (IOException e) {
                return;
              }
            }
          });
    }

    private static void serve(Socket socket, char what) {
      try (socket) {
        socket.getOutputStream().write(what);
        socket.getInputStream().transferTo(socket.getOutputStream());
      } catch (IOException e) {
        // the client's side tells
      }
    }

    int port() {
      return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
