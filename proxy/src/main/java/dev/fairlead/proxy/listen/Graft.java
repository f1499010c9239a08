package dev.fairlead.proxy.listen;

import dev.fairlead.watchdog.link.Descriptor;
import io.netty.channel.ChannelException;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Arrays;
import java.util.Objects;

/**
 * Puts a socket that was given into a channel of the JDK, which has no way to adopt one.
 *
 * <p>The channel is opened on an address nobody knows; among this process's descriptors the one
 * that is bound there is looked up, and the given socket takes its number ({@code dup3}). Right
 * only before the channel is first polled or accepts: the kernel's poll sets know sockets, not
 * numbers. What the channel says of its own address stays wrong. Stateless, thread-safe.
 */
public final class Graft {
  private static final File DESCRIPTORS = new File("/proc/self/fd");

  private Graft() {}

  /**
   * Makes the channel that is bound to {@code known} the {@code given} socket, which this closes.
   *
   * @throws IOException if no channel is bound there
   */
  public static void onto(SocketAddress known, int given) throws IOException {
    try (Descriptor scion = Descriptor.own(given)) {
      String[] numbers = Objects.requireNonNullElse(DESCRIPTORS.list(), new String[0]);
      int stock =
          Arrays.stream(numbers)
              .mapToInt(Integer::parseInt)
              .filter(number -> boundTo(known, number))
              .findFirst()
              .orElseThrow(() -> new IOException("no descriptor is bound to " + known));
      scion.placeAt(stock);
    }
  }

  /** Where a socket is bound; for TCP and UDP. */
  public static InetSocketAddress address(int descriptor) {
    return new Socket(descriptor).localAddress();
  }

  private static boolean boundTo(SocketAddress known, int number) {
    try {
      Socket socket = new Socket(number);
      return switch (known) {
        case UnixDomainSocketAddress unix ->
            new DomainSocketAddress(unix.getPath().toString())
                .equals(socket.localDomainSocketAddress());
        default -> known.equals(socket.localAddress());
      };
    } catch (ChannelException noSocket) {
      return false;
    }
  }
}
