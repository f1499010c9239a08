package dev.fairlead.watchdog.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.watchdog.link.Descriptor;
import dev.fairlead.watchdog.link.Link;
import dev.fairlead.watchdog.link.LinkServer;
import dev.fairlead.watchdog.link.Message;
import dev.fairlead.watchdog.system.Sockets;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sockets that outlive the nodes which asked for them. */
final class HeldSocketsTest {
  private static final String ANY_PORT = "127.0.0.1:0";

  private HeldSockets sockets = HeldSockets.open(Map.of(), 1);

  @AfterEach
  void closeAll() {
    sockets.close();
  }

  @Test
  void theNextNodeGetsTheSocketOfTheOneBeforeAndItsPort() throws IOException {
    HeldSocket first = obtain(tcp("listen.web", ANY_PORT));
    try (Socket waiting = new Socket("127.0.0.1", port(first))) {
      HeldSocket second = obtain(tcp("listen.web", ANY_PORT));
      assertSame(first, second);
      Descriptor accepted = Descriptor.own(Sockets.accept(second.descriptor().number()));
      accepted.close();
      assertTrue(waiting.isConnected());
    }
  }

  @Test
  void listenersOnAnyPortAreDifferentOnes() throws IOException {
    assertNotEquals(
        port(obtain(tcp("listen.a", ANY_PORT))), port(obtain(tcp("listen.b", ANY_PORT))));
  }

  @Test
  void anAddressInUseIsRefusedWithListenerAddressAndReason() throws IOException {
    try (ServerSocket foreign = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String address = "127.0.0.1:" + foreign.getLocalPort();
      IOException refused =
          assertThrows(IOException.class, () -> obtain(tcp("listen.web", address)));
      assertEquals(
          "cannot bind listener web " + address + ": Address already in use", refused.getMessage());
    }
  }

  @Test
  void aRenamedListenerKeepsItsSocketButTwoOfOneNodeDoNotShareIt() throws IOException {
    String address = "127.0.0.1:" + port(obtain(tcp("listen.any", ANY_PORT)));
    sockets.retainOnly(List.of());
    HeldSocket old = obtain(tcp("listen.web", address));
    Set<HeldSocket> claimed = new HashSet<>();
    HeldSocket renamed = sockets.obtain(tcp("listen.www", address), claimed);
    assertSame(old.descriptor(), renamed.descriptor());
    assertEquals("listen.www", renamed.answer().value("name"));
    IOException twice =
        assertThrows(IOException.class, () -> sockets.obtain(tcp("listen.web", address), claimed));
    assertEquals(
        "cannot bind listener web " + address + ": Address already in use by listen.www",
        twice.getMessage());
    assertEquals(List.of(renamed), sockets.all());
  }

  @Test
  void tcpAndUdpShareAPortAndBothFamiliesWork() throws IOException {
    HeldSocket tcp = obtain(tcp("gossip.tcp", "[::1]:0"));
    HeldSocket udp =
        obtain(new SocketRequest("gossip.udp", SocketKind.UDP, "[::1]:" + port(tcp), 1, false));
    assertEquals(port(tcp), port(udp));
    try (Socket client = new Socket(InetAddress.getByName("::1"), port(tcp))) {
      assertTrue(client.isConnected());
    }
  }

  @Test
  void whatNobodyWantsIsClosedAndTheRestIsNot() throws IOException {
    HeldSocket kept = obtain(tcp("listen.kept", ANY_PORT));
    HeldSocket gone = obtain(tcp("listen.gone", ANY_PORT));
    int port = port(gone);
    sockets.retainOnly(List.of(kept));
    assertThrows(ConnectException.class, () -> new Socket("127.0.0.1", port).close());
    new Socket("127.0.0.1", port(kept)).close();
    assertEquals(List.of(kept), sockets.all());
  }

  @Test
  void aControlSocketIsItsOwnersAloneAndItsFileGoesWithIt(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("control.sock");
    HeldSocket control = obtain(unix(path));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    connect(path).close();
    assertSame(control.descriptor(), obtain(unix(path)).descriptor());
    sockets.close();
    try (var left = Files.list(folder)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void aFileThatADeadProcessLeftIsReplacedAndALiveOneIsNot(@TempDir Path folder)
      throws IOException {
    Path path = folder.resolve("control.sock");
    try (ServerSocketChannel foreign = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      foreign.bind(UnixDomainSocketAddress.of(path));
      IOException refused = assertThrows(IOException.class, () -> obtain(unix(path)));
      assertEquals(
          "cannot bind control socket " + path + ": another process answers there",
          refused.getMessage());
    }
    assertTrue(Files.exists(path));
    obtain(unix(path));
    connect(path).close();
  }

  @Test
  void aListenerOfAnotherTypeIsNotReplacedEither(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("supervisor.sock");
    try (LinkServer live = LinkServer.bind(path)) {
      IOException refused = assertThrows(IOException.class, () -> obtain(unix(path)));
      assertEquals(
          "cannot bind control socket " + path + ": another process listens there",
          refused.getMessage());
      Link.connect(path).close();
      assertTrue(Files.exists(path), live.toString());
    }
  }

  @Test
  void aControlSocketWhoseFileWasRemovedIsBoundAgain(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("control.sock");
    HeldSocket before = obtain(unix(path));
    Files.delete(path);
    HeldSocket after = obtain(unix(path));
    assertNotEquals(before, after);
    connect(path).close();
    assertEquals(List.of(after), sockets.all());
  }

  @Test
  void errorsOfAFolderNameIt(@TempDir Path folder) {
    Path path = folder.resolve("missing/control.sock");
    IOException refused = assertThrows(IOException.class, () -> obtain(unix(path)));
    assertEquals(
        "cannot bind control socket " + path + ": the folder does not exist", refused.getMessage());
    Path tooLong = folder.resolve("x".repeat(120));
    assertTrue(
        assertThrows(IOException.class, () -> obtain(unix(tooLong)))
            .getMessage()
            .contains("at most 107 bytes"));
  }

  @Test
  void anOrphansSocketsAreTakenOver(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("control.sock");
    HeldSocket web = obtain(tcp("listen.web", ANY_PORT));
    HeldSocket control = obtain(unix(path));
    try (HeldSockets next = HeldSockets.open(Map.of(), 1)) {
      next.adopt(held(web));
      next.adopt(held(control));
      assertThrows(IllegalArgumentException.class, () -> next.adopt(held(web)));
      HeldSocket again = next.obtain(tcp("listen.web", ANY_PORT), new HashSet<>());
      assertEquals(port(web), port(again));
      assertEquals(2, next.all().size());
    }
    assertFalse(Files.exists(path));
  }

  @Test
  void anOrphansFileThatIsNoSocketIsRefusedAndClosed() throws IOException {
    Descriptor memory = Descriptor.memoryFile("no socket", 1);
    Message wrong =
        Message.of("held")
            .with("name", "listen.web")
            .with("kind", "tcp")
            .with("address", ANY_PORT)
            .with(memory);
    assertThrows(IllegalArgumentException.class, () -> sockets.adopt(wrong));
    assertThrows(IllegalStateException.class, memory::number);
  }

  @Test
  void socketsOfSystemdAreFoundByNameThenByAddress() throws IOException {
    int first = 700;
    HeldSocket one = obtain(tcp("listen.one", ANY_PORT));
    HeldSocket two = obtain(tcp("listen.two", ANY_PORT));
    HeldSocket three = obtain(tcp("listen.three", ANY_PORT));
    one.descriptor().placeAt(first);
    two.descriptor().placeAt(first + 1);
    three.descriptor().placeAt(first + 2);
    Map<String, String> environment =
        Map.of(
            "LISTEN_PID",
            "77",
            "LISTEN_FDS",
            "3",
            "LISTEN_FDNAMES",
            "web:held-listen.api+127.0.0.1%3A0:unknown");
    GivenSockets given = GivenSockets.take(environment, 77, first);
    try (HeldSockets next = new HeldSockets(given)) {
      HeldSocket web = next.obtain(tcp("listen.web", "0.0.0.0:80"), new HashSet<>());
      assertEquals(port(one), port(web), "by the name in a socket unit, wherever it is bound");
      HeldSocket moved = next.obtain(tcp("listen.api", "127.0.0.2:0"), new HashSet<>());
      assertNotEquals(port(two), port(moved), "kept, but the address is another now");
      HeldSocket api = next.obtain(tcp("listen.api", ANY_PORT), new HashSet<>());
      assertEquals(port(two), port(api), "kept, and still wanted there");
      String address = "127.0.0.1:" + port(three);
      HeldSocket byAddress = next.obtain(tcp("admin", address), new HashSet<>());
      assertEquals(port(three), port(byAddress));
    }
  }

  @Test
  void socketsMeantForAnotherProcessAreLeftAlone() {
    Map<String, String> environment = Map.of("LISTEN_PID", "77", "LISTEN_FDS", "1");
    try (GivenSockets given = GivenSockets.take(environment, 78, 0)) {
      assertEquals(null, given.find(tcp("listen.web", ANY_PORT)));
    }
  }

  private HeldSocket obtain(SocketRequest request) throws IOException {
    return sockets.obtain(request, new HashSet<>());
  }

  private static Message held(HeldSocket socket) throws IOException {
    SocketRequest request = socket.request();
    return Message.of("held")
        .with("name", request.name())
        .with("kind", request.kind().text())
        .with("address", request.address())
        .with("http", request.http())
        .with(socket.descriptor().duplicate());
  }

  private static SocketRequest tcp(String name, String address) {
    return new SocketRequest(name, SocketKind.TCP, address, 16, true);
  }

  private static SocketRequest unix(Path path) {
    return new SocketRequest("control", SocketKind.UNIX, path.toString(), 16, false);
  }

  private static SocketChannel connect(Path path) throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(path));
  }

  private static int port(HeldSocket socket) throws IOException {
    InetSocketAddress address = Sockets.localAddress(socket.descriptor().number());
    return address.getPort();
  }
}
