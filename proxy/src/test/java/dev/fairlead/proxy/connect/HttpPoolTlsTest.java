package dev.fairlead.proxy.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.fairlead.catalog.model.UpstreamTls;
import dev.fairlead.proxy.tls.InstanceTls;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
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
    X509Bundle self =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=i")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(self.toKeyManagerFactory().getKeyManagers(), null, null);
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
                          .addLast(
                              tls.newHandler(ANYBODY, made.alloc(), 1),
                              new TlsEnd(),
                              new UpstreamCodec(),
                              new HttpLink(pool));
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
    inLoop(() -> {
      pool.adopt(channel, "place");
      pool.release(channel);
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
      while (unread() == 0) {
        Thread.onSpinWait();
      }
      return pool.take("place");
    });
  }

  private interface Says {
    void run() throws IOException;
  }

  /** Bytes in the socket's receive queue, as the kernel counts them; its end counts as one. */
  private long unread() throws IOException {
    String here = ":%04X".formatted(((InetSocketAddress) channel.localAddress()).getPort());
    String there = ":%04X".formatted(((InetSocketAddress) channel.remoteAddress()).getPort());
    for (String family : List.of("tcp", "tcp6")) {
      for (String line : Files.readAllLines(Path.of("/proc/net", family))) {
        String[] words = line.strip().split("\\s+");
        if (words[1].endsWith(here) && words[2].endsWith(there)) {
          boolean ended = words[3].equals("08"); // CLOSE_WAIT
          return Long.parseLong(words[4].substring(9), 16) + (ended ? 1 : 0);
        }
      }
    }
    return 1; // gone
  }

  @Test
  void aRecordOfTlsItselfIsReadAndTheConnectionUsed() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertSame(channel, takenAfter(instance::startHandshake)); // new keys
      assertEquals(0, unread());
      inLoop(() -> {
        pool.release(channel);
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
