package dev.fairlead.gossip.net;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a transport is opened with.
 *
 * <p>Immutable.
 *
 * @param cluster whose packets are taken
 * @param keys seal datagrams and, without {@code tls}, streams; null for none
 * @param tls for streams; null for none
 * @param host literal IP address to listen on
 * @param port UDP and TCP; 0 takes one that is free for both
 * @param given sockets that somebody else bound, used instead of {@code host} and {@code port};
 *     null to bind
 */
public record TransportSettings(
    String cluster,
    @Nullable KeyFile keys,
    @Nullable TlsFiles tls,
    String host,
    int port,
    @Nullable Given given) {
  private static final Logger LOG = LoggerFactory.getLogger(TransportSettings.class);

  /**
   * Descriptors of open sockets that do not block; whoever opens a transport with them owns them no
   * more.
   *
   * @param udp bound
   * @param tcp bound and listening
   */
  public record Given(int udp, int tcp) {
    /** Closes both, if nothing came of it. */
    public void close() {
      close(udp);
      close(tcp);
    }

    static void close(int number) {
      try {
        new FileDescriptor(number).close();
      } catch (IOException e) {
        LOG.debug("closing descriptor {}", number, e);
      }
    }
  }
}
