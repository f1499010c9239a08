package dev.fairlead.proxy.demo;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Finds out whether every port the nodes need is free, before any of them is started. */
final class Ports {
  private Ports() {}

  /**
   * Takes all of them at once and gives them back.
   *
   * @throws DemoFailed naming the first that is taken
   */
  static void checkFree(int httpPort) throws IOException {
    Deque<Closeable> taken = new ArrayDeque<>();
    try {
      for (Region region : Region.values()) {
        taken.push(tcp(region, httpPort, "; choose another with --port"));
        taken.push(tcp(region, Region.ADMIN_PORT, ""));
        taken.push(tcp(region, Region.GOSSIP_PORT, ""));
        taken.push(tcp(region, Region.BACKHAUL_PORT, ""));
        taken.push(tcp(region, Region.ECHO_PORT, ""));
        taken.push(udp(region));
      }
    } finally {
      for (Closeable socket : taken) {
        socket.close();
      }
    }
  }

  private static ServerSocket tcp(Region region, int port, String advice) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(region.host(), port), 1);
      return socket;
    } catch (BindException taken) {
      socket.close();
      throw failed(region, port, taken, advice);
    }
  }

  private static DatagramSocket udp(Region region) throws SocketException {
    try {
      return new DatagramSocket(new InetSocketAddress(region.host(), Region.GOSSIP_PORT));
    } catch (BindException taken) {
      throw failed(region, Region.GOSSIP_PORT, taken, "");
    }
  }

  private static DemoFailed failed(Region region, int port, BindException why, String advice) {
    return new DemoFailed(
        "cannot use %s:%d for region %s: %s%s"
            .formatted(region.host(), port, region.id(), why.getMessage(), advice));
  }
}
