package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** WebSockets of others, client and server, with the proxy between. */
@Timeout(60)
final class WebSocketTest {
  private static final int SOCKETS = 20;
  private static final int[] SIZES = {0, 1, 125, 126, 4_000, 65_535, 65_536};

  @TempDir Path data;
  private TestAuthority authority;
  private TestRegion ams;
  private TestRegion waw;
  private EventLoopGroup loops;
  private Channel server;

  @BeforeEach
  void start() throws Exception {
    authority = new TestAuthority(data);
    ams =
        new TestRegion(
            "ams",
            TestRegion.settings("ams", data, null, List.of(authority.certificate("localhost"))));
    waw = new TestRegion("waw", Files.createDirectory(data.resolve("waw")));
    TestRegion.introduce(ams, waw);
    ams.hosts.put("localhost", "app");
    loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    server =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(new Echo())
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
  }

  @AfterEach
  void stop() {
    ams.close();
    waw.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private TestRegion serve(boolean elsewhere) {
    TestRegion serving = elsewhere ? waw : ams;
    int port = ((InetSocketAddress) server.localAddress()).getPort();
    ams.serveFrom(serving, "app", port);
    return serving;
  }

  @ParameterizedTest
  @CsvSource({"ws, web, false", "ws, web, true", "wss, secure, false", "wss, secure, true"})
  void messagesComeBackAndTheCloseIsTheServers(String scheme, String listener, boolean elsewhere)
      throws Exception {
    TestRegion serving = serve(elsewhere);
    URI uri = URI.create("%s://localhost:%d/ws".formatted(scheme, ams.port(listener)));
    try (HttpClient client = HttpClient.newBuilder().sslContext(authority.client()).build()) {
      List<Ears> all = new ArrayList<>();
      for (int i = 0; i < SOCKETS; i++) {
        Ears ears = new Ears();
        ears.socket = client.newWebSocketBuilder().buildAsync(uri, ears).get(20, TimeUnit.SECONDS);
        all.add(ears);
      }
      assertEquals(SOCKETS, serving.inFlight());
      for (int size : SIZES) {
        String text = "x".repeat(size);
        for (Ears ears : all) {
          ears.socket.sendText(text, true).get(20, TimeUnit.SECONDS);
        }
        for (Ears ears : all) {
          assertEquals(text, ears.heard.poll(20, TimeUnit.SECONDS));
        }
      }
      for (Ears ears : all) {
        ears.socket.sendClose(4_321, "enough").get(20, TimeUnit.SECONDS);
        assertEquals(4_321, ears.closed.get(20, TimeUnit.SECONDS));
      }
    }
    Waits.until(() -> serving.inFlight() == 0);
    Waits.until(() -> ams.proxy.traffic().connectionsNow() == 0);
    assertTrue(ams.proxy.traffic().errorsTotal() == 0);
  }

  /** A client's end. */
  private static final class Ears implements WebSocket.Listener {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder parts = new StringBuilder();
    private WebSocket socket;

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      parts.append(part);
      if (last) {
        heard.add(parts.toString());
        parts.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      closed.complete(code);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      closed.completeExceptionally(error);
    }
  }

  /** A server that sends back each message. */
  private static final class Echo extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      channel
          .pipeline()
          .addLast(
              new HttpServerCodec(),
              new HttpObjectAggregator(65_536),
              new WebSocketServerProtocolHandler("/ws", null, false, 1 << 20),
              new SimpleChannelInboundHandler<WebSocketFrame>() {
                @Override
                protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
                  ctx.writeAndFlush(frame.retain());
                }
              });
    }
  }
}
