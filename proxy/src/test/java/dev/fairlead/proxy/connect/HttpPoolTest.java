package dev.fairlead.proxy.connect;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which idle connections are given out, before their event loop had the time to read them. */
@Timeout(60)
final class HttpPoolTest {
  private EventLoopGroup group;
  private EventLoop loop;
  private ServerSocket server;
  private Socket peer;
  private Channel channel;
  private HttpPool pool;

  @BeforeEach
  void connect() throws Exception {
    group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    loop = group.next();
    pool = new HttpPool(loop, null);
    server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    channel =
        new Bootstrap()
            .group(loop)
            .channel(EpollSocketChannel.class)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel made) {
                    HttpLink.addTo(made.pipeline(), pool).leadsTo(server.getLocalSocketAddress());
                  }
                })
            .connect(server.getLocalSocketAddress())
            .sync()
            .channel();
    peer = server.accept();
  }

  @AfterEach
  void close() throws IOException {
    peer.close();
    server.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** Keeps the connection, lets {@code happen}, takes it again: all before the loop reads. */
  private Channel takenAfter(Callable<?> happen, boolean gone) throws Exception {
    SocketAddress endpoint = server.getLocalSocketAddress();
    return loop.submit(
            () -> {
              pool.release(HttpLink.of(channel));
              happen.call();
              HttpLink taken = pool.take(endpoint);
              while (gone && taken != null) { // it is still on its way
                pool.release(taken);
                taken = pool.take(endpoint);
              }
              return taken == null ? null : taken.channel();
            })
        .get(20, TimeUnit.SECONDS);
  }

  @Test
  void aSilentConnectionIsGivenOut() throws Exception {
    assertSame(channel, takenAfter(() -> null, false));
  }

  @Test
  void aConnectionOnWhichBytesWaitIsNot() throws Exception {
    Channel taken =
        takenAfter(
            () -> {
              peer.getOutputStream().write('H');
              return null;
            },
            true);
    assertNull(taken);
    channel.closeFuture().await(20, TimeUnit.SECONDS);
    assertFalse(channel.isOpen());
  }

  @Test
  void aConnectionThatThePeerEndedIsNot() throws Exception {
    Channel taken =
        takenAfter(
            () -> {
              peer.close();
              return null;
            },
            true);
    assertNull(taken);
  }
}
