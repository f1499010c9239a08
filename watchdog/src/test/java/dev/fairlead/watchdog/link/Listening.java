package dev.fairlead.watchdog.link;

import dev.fairlead.watchdog.system.SocketType;
import dev.fairlead.watchdog.system.Sockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Listening sockets for tests. */
public final class Listening {
  private static final int BACKLOG = 64;

  private Listening() {}

  /** A TCP socket on any free port of 127.0.0.1. */
  public static Descriptor anywhere() throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
    return Descriptor.own(Sockets.bind(SocketType.STREAM, any, BACKLOG));
  }

  /** Where it listens. */
  public static InetSocketAddress address(Descriptor socket) throws IOException {
    return Sockets.localAddress(socket.number());
  }
}
