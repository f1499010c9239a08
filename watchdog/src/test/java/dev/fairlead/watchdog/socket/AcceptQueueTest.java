package dev.fairlead.watchdog.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fairlead.watchdog.system.Sockets;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that wait are turned away, and the socket goes on. */
final class AcceptQueueTest {
  private final HeldSockets sockets = HeldSockets.open(Map.of(), 1);

  @AfterEach
  void closeAll() {
    sockets.close();
  }

  @Test
  void allConnectionsThatWaitAreReset() throws IOException {
    HeldSocket web = obtain("listen.web", SocketKind.TCP);
    List<Socket> clients = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Socket client = new Socket("127.0.0.1", address(web).getPort());
      client.getOutputStream().write("GET /hang HTTP/1.1\r\n\r\n".getBytes());
      clients.add(client);
    }
    assertEquals(50, AcceptQueue.reset(web));
    for (Socket client : clients) {
      assertThrows(SocketException.class, () -> client.getInputStream().read());
      client.close();
    }
    assertEquals(0, AcceptQueue.reset(web));
    new Socket("127.0.0.1", address(web).getPort()).close();
    assertEquals(1, AcceptQueue.reset(web));
  }

  @Test
  void allDatagramsThatWaitAreDropped() throws IOException {
    HeldSocket dns = obtain("listen.dns", SocketKind.UDP);
    try (DatagramSocket client = new DatagramSocket()) {
      byte[] bytes = new byte[100];
      client.send(new DatagramPacket(bytes, 100, address(dns)));
      client.send(new DatagramPacket(bytes, 0, address(dns)));
      client.send(new DatagramPacket(bytes, 100, address(dns)));
    }
    assertEquals(3, AcceptQueue.reset(dns));
    assertEquals(0, AcceptQueue.reset(dns));
  }

  private HeldSocket obtain(String name, SocketKind kind) throws IOException {
    return sockets.obtain(
        new SocketRequest(name, kind, "127.0.0.1:0", 128, false), new HashSet<>());
  }

  private static InetSocketAddress address(HeldSocket socket) throws IOException {
    return Sockets.localAddress(socket.descriptor().number());
  }
}
