package dev.fairlead.gossip;

import dev.fairlead.gossip.GossipSettings.Sockets;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetSocketAddress;

/** Two bound sockets that outlive the nodes they are lent to, as a watchdog holds them. */
final class HeldSockets implements AutoCloseable {
  @SuppressWarnings("restricted") // a system call, with the types of its manual page
  private static final MethodHandle DUP =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("dup"),
              FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private final Socket udp;
  private final Socket tcp;

  private HeldSockets(Socket udp, Socket tcp) {
    this.udp = udp;
    this.tcp = tcp;
  }

  static HeldSockets bind() throws IOException {
    Epoll.ensureAvailability();
    Socket tcp = Socket.newSocketStream();
    tcp.bind(new InetSocketAddress("127.0.0.1", 0));
    tcp.listen(128);
    Socket udp = Socket.newSocketDgram();
    udp.bind(new InetSocketAddress("127.0.0.1", tcp.localAddress().getPort()));
    return new HeldSockets(udp, tcp);
  }

  int port() {
    return tcp.localAddress().getPort();
  }

  /** Descriptors of the same sockets for one node. */
  Sockets lend() {
    return new Sockets(dup(udp.intValue()), dup(tcp.intValue()));
  }

  private static int dup(int number) {
    try {
      return (int) DUP.invokeExact(number);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
  }
}
