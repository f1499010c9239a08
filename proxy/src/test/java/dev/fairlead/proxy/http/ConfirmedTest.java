package dev.fairlead.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.proxy.Waits;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the other end has, as the kernel tells. */
@Timeout(60)
final class ConfirmedTest {
  private static final int ALL = 16 << 20;
  private static final int FEW = 64 << 10;

  @Test
  void itGrowsWithWhatTheOtherEndReadsUpToAll() throws Exception {
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      server.setReceiveBufferSize(FEW);
      Channel channel =
          new Bootstrap()
              .group(loops)
              .channel(EpollSocketChannel.class)
              .handler(new ChannelInboundHandlerAdapter())
              .connect(server.getLocalSocketAddress())
              .sync()
              .channel();
      try (Socket reader = server.accept()) {
        long begin = Confirmed.bytes(channel);
        channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[ALL]));
        Waits.until(() -> Confirmed.bytes(channel) > begin);
        assertTrue(Confirmed.bytes(channel) - begin < ALL, "read by nobody");
        assertEquals(ALL, reader.getInputStream().readNBytes(ALL).length);
        Waits.until(() -> Confirmed.bytes(channel) == begin + ALL);
      }
      channel.close().sync();
      assertEquals(-1, Confirmed.bytes(channel));
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  @Test
  void nobodyTellsOfWhatIsNoConnection() {
    assertEquals(-1, Confirmed.bytes(new EmbeddedChannel()));
  }
}
