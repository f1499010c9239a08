package dev.fairlead.proxy.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the other end of a TCP connection confirmed to have: {@code tcpi_bytes_acked} of Linux's
 * {@code tcp_info}, which counts from the connection's beginning.
 *
 * <p>What this kernel takes for it says less: it takes nothing until half of what waits there has
 * left, and of a slow client that is half a minute. Pure, stateless; one system call.
 */
final class Confirmed {
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_INFO = 11;

  /** Eight one-octet fields, then 24 numbers of 4 octets, then two rates of 8. */
  private static final int BYTES_ACKED = 8 + 24 * Integer.BYTES + 2 * Long.BYTES;

  private static final RawUnixChannelOption INFO =
      new RawUnixChannelOption("TCP_INFO", IPPROTO_TCP, TCP_INFO, BYTES_ACKED + Long.BYTES);

  private Confirmed() {}

  /** Bytes so far; -1 if nobody tells: it is no TCP connection, or closed. */
  static long bytes(Channel channel) {
    if (!(channel instanceof EpollSocketChannel)) {
      return -1;
    }
    try {
      ByteBuffer info = channel.config().getOption(INFO);
      return info == null || info.limit() < BYTES_ACKED + Long.BYTES
          ? -1
          : info.order(ByteOrder.nativeOrder()).getLong(BYTES_ACKED);
    } catch (ChannelException closed) {
      return -1;
    }
  }
}
