package dev.fairlead.proxy.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.fairlead.catalog.model.UpstreamTls;
import dev.fairlead.proxy.tls.InstanceTls;
import dev.fairlead.proxy.tls.SelfSigned;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A connection over TLS that is wanted again while something lies unread in its socket, because the
 * event loop did not come to it.
 */
@Timeout(60)
final class HttpPoolTlsTest {
  private static final int LIMIT_SECONDS = 20;
  private static final UpstreamTls ANYBODY = new UpstreamTls(UpstreamTls.Mode.UNVERIFIED, "", "");

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final HttpPool pool = new HttpPool(loop, null);
  private final InstanceTls tls = new InstanceTls();
  private Socket plain;
  private SSLSocket instance;
  private Channel channel;

  /** Confined to the loop, as all that touches the pool. */
  private <T> T inLoop(Callable<T> step) throws Exception {
    return loop.submit(step).get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  /** A connection at rest in the pool, and the other end of it. */
  @BeforeEach
  void connect() throws Exception {
    SSLContext context = SelfSigned.context();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<SSLSocket> accepted =
          CompletableFuture.supplyAsync(() -> accept(server, context));
      InetSocketAddress place = new InetSocketAddress("127.0.0.1", server.getLocalPort());
      channel =
          new Bootstrap()
              .group(loop)
              .channel(EpollSocketChannel.class)
              .handler(
                  new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel made) throws Exception {
                      made.pipeline()
                          .addLast(tls.newHandler(ANYBODY, made.alloc(), 1), new TlsEnd());
                      HttpLink.addTo(made.pipeline(), pool).leadsTo("place");
                    }
                  })
              .connect(place)
              .sync()
              .channel();
      channel.pipeline().get(SslHandler.class).handshakeFuture().sync();
      instance = accepted.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
    rest();
  }

  private SSLSocket accept(ServerSocket server, SSLContext context) {
    try {
      plain = server.accept();
      SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, null, true);
      socket.startHandshake();
      return socket;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void rest() throws Exception {
    while (!arrived() || unread() > 0) { // the tickets of the handshake
      Thread.onSpinWait();
    }
    inLoop(() -> {
      pool.release(HttpLink.of(channel));
      return null;
    });
  }

  @AfterEach
  void end() throws IOException {
    tls.close();
    plain.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  /** What is taken while the loop is held, and {@code says} lies in the socket. */
  private Channel takenAfter(Says says) throws Exception {
    return inLoop(() -> {
      says.run();
      while (unread() == 0 || !arrived()) {
        Thread.onSpinWait();
      }
      HttpLink taken = pool.take("place");
      return taken == null ? null : taken.channel();
    });
  }

  private interface Says {
    void run() throws IOException;
  }

  /** Bytes in the socket's receive queue, as the kernel counts them; its end counts as one. */
  private long unread() throws IOException {
    String[] row = row(channel.localAddress(), channel.remoteAddress());
    if (row == null) {
      return 1; // gone
    }
    boolean ended = row[3].equals("08"); // CLOSE_WAIT
    return Long.parseLong(row[4].substring(9), 16) + (ended ? 1 : 0);
  }

  /** Whether all that the instance sent is in that queue: its own holds what is not confirmed. */
  private boolean arrived() throws IOException {
    String[] row = row(channel.remoteAddress(), channel.localAddress());
    return row == null || Long.parseLong(row[4].substring(0, 8), 16) == 0;
  }

  private static String[] row(SocketAddress local, SocketAddress remote) throws IOException {
    String here = ":%04X".formatted(((InetSocketAddress) local).getPort());
    String there = ":%04X".formatted(((InetSocketAddress) remote).getPort());
    for (String family : List.of("tcp", "tcp6")) {
      for (String line : Files.readAllLines(Path.of("/proc/net", family))) {
        String[] words = line.strip().split("\\s+");
        if (words[1].endsWith(here) && words[2].endsWith(there)) {
          return words;
        }
      }
    }
    return null;
  }

  @Test
  void aRecordOfTlsItselfIsReadAndTheConnectionUsed() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertSame(channel, takenAfter(instance::startHandshake)); // new keys
      assertEquals(0, unread());
      inLoop(() -> {
        pool.release(HttpLink.of(channel));
        return null;
      });
    }
  }

  @Test
  void bytesNobodyAskedForEndIt() throws Exception {
    assertNull(takenAfter(() -> instance.getOutputStream().write("HTTP/1.1 200".getBytes())));
    channel.closeFuture().await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void aRecordOfTlsItselfHidesNoBytesBehindIt() throws Exception {
    assertNull(
        takenAfter(() -> {
          instance.startHandshake();
          instance.getOutputStream().write('x');
        }));
  }

  @Test
  void anAnnouncedEndIsAnEnd() throws Exception {
    assertNull(takenAfter(instance::shutdownOutput));
  }

  @Test
  void anEndThatIsNotAnnouncedIsAnEnd() throws Exception {
    assertNull(takenAfter(plain::shutdownOutput));
  }

  @Test
  void aResetIsAnEnd() throws Exception {
    assertNull(
        takenAfter(() -> {
          plain.setSoLinger(true, 0);
          plain.close();
        }));
  }
}
