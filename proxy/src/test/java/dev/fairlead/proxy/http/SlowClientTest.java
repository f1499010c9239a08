package dev.fairlead.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.Lookup;
import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.InFlights;
import dev.fairlead.catalog.model.InstanceRow;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.Route;
import dev.fairlead.gossip.change.ChangeFeed.Subscription;
import dev.fairlead.gossip.swim.Members;
import dev.fairlead.gossip.swim.Membership;
import dev.fairlead.proxy.LogReader;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.connect.BackhaulLinks;
import dev.fairlead.proxy.connect.Dispatcher;
import dev.fairlead.proxy.connect.Greeter;
import dev.fairlead.proxy.connect.HttpOpener;
import dev.fairlead.proxy.connect.Paths;
import dev.fairlead.proxy.connect.Stickiness;
import dev.fairlead.proxy.observe.AccessLog;
import dev.fairlead.proxy.observe.Traffic;
import dev.fairlead.proxy.overload.Relief;
import dev.fairlead.proxy.prelude.Parties;
import dev.fairlead.proxy.tls.InstanceTls;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rows 16 and 17: what slow clients get, over real sockets and with one short limit each. */
@Timeout(60)
final class SlowClientTest {
  private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LONG = TimeUnit.HOURS.toNanos(1);
  private static final int MUCH = 1_000_000;

  private static final String POST =
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n";
  @AutoClose private final InstanceTls tls = new InstanceTls();

  @TempDir private Path data;
  private AccessLog log;
  private EventLoopGroup group;
  private ServerSocket origin;
  private Channel server;
  private Socket client;

  private void start(long head, long idle, long window) throws Exception {
    ClientClock.Limits limits = new ClientClock.Limits(head, idle, window, MUCH, SHORT / 4);
    group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    origin = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
    origin.setSoTimeout(20_000);
    log = new AccessLog(data.resolve("log").toString(), false, new SimpleMeterRegistry());
    HttpService service = service();
    server =
        new ServerBootstrap()
            .group(group)
            .channel(EpollServerSocketChannel.class)
            .childOption(ChannelOption.SO_SNDBUF, 16_384)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    Arrival arrival = new Arrival("web", "http", 80, Parties.of(channel), false);
                    service.addConnection(channel.pipeline(), arrival, limits);
                  }
                })
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
    client = new Socket();
    client.setReceiveBufferSize(16_384);
    client.connect(server.localAddress());
    client.setSoTimeout(20_000);
  }

  private HttpService service() {
    InstanceRow row =
        new InstanceRow(
            "i1",
            "n1",
            new InetSocketAddress("127.0.0.1", origin.getLocalPort()),
            InstanceRow.State.UP,
            InstanceRow.Health.UNKNOWN,
            100,
            0,
            0);
    Instances one = Instances.pack(List.of(row), new InFlights());
    Lookup found =
        new Lookup.Found(
            new Route("r", "app", "", "/", 0, "{}"),
            new ServiceView("app", "http", Policy.DEFAULT, one, List.of(), 1));
    Traffic traffic = new Traffic(new SimpleMeterRegistry());
    return new HttpService(
        new Dispatcher(
            _ -> found,
            new Alone(),
            "ams",
            Duration.ofSeconds(1),
            traffic,
            Stickiness.of(new Settings.Cluster("test", null, null))),
        new HttpOpener(
            new BackhaulLinks(null, new Paths(), traffic.backhaul()), traffic, new Greeter(tls)),
        "n1",
        traffic,
        log,
        () -> false,
        new Replays(false),
        new Relief());
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    origin.close();
    server.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    log.close();
  }

  private void logs(String request, String end) {
    new LogReader(data.resolve("log")).ends(request, end);
  }

  private void send(String text) throws IOException {
    client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private String received() throws IOException {
    return new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void aHeadThatDoesNotEndIs408AndNobodyHearsOfIt() throws Exception {
    start(SHORT, LONG, LONG);
    send("GET / HTTP/1.1\r\nHost: x\r\n");
    String answer = received();
    assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
    assertTrue(answer.contains("Fairlead-Error: FQ10 "), answer);
    logs("\"<BADREQ>\" 408", "cR");
    origin.setSoTimeout(1);
    assertThrows(IOException.class, origin::accept);
  }

  @Test
  void aHeadThatBeganBehindARequestIs408Too() throws Exception {
    start(SHORT, LONG, LONG);
    send("GET / HTTP/1.1\r\nHost: x\r\n\r\n" + "GET /next HTTP/1.1\r\n");
    try (Socket instance = origin.accept()) {
      instance
          .getOutputStream()
          .write(
              "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII));
      String answers = received();
      assertTrue(answers.startsWith("HTTP/1.1 200 OK\r\n"), answers);
      assertTrue(answers.contains("okHTTP/1.1 408 "), answers);
    }
  }

  @Test
  void silenceEndsWithoutAnAnswer() throws Exception {
    start(LONG, SHORT, LONG);
    assertEquals("", received());
  }

  @Test
  void aBodyBelowTheRateIs408AndTheInstanceIsLeft() throws Exception {
    start(LONG, LONG, SHORT);
    send(POST);
    try (Socket instance = origin.accept()) {
      send("x".repeat(1_000));
      String answer = received();
      assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
      assertTrue(answer.contains("Fairlead-Error: FQ16 "), answer);
      logs("\"POST / HTTP/1.1\" 408 1000", "cH");
      instance.setSoTimeout(20_000);
      assertEndsSomehow(instance.getInputStream());
    }
  }

  @Test
  void theRestOfAnAnsweredRequestEndsOrTheConnectionDoes() throws Exception {
    start(SHORT, LONG, LONG);
    send(POST);
    try (Socket instance = origin.accept()) {
      instance
          .getOutputStream()
          .write(
              "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII));
      String answer = received();
      assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n") && answer.endsWith("ok"), answer);
      logs("\"POST / HTTP/1.1\" 200", "cL");
    }
  }

  @Test
  void anAnswerThatIsNotTakenEndsInAReset() throws Exception {
    start(LONG, LONG, SHORT);
    send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    try (Socket instance = origin.accept()) {
      instance
          .getOutputStream()
          .write(
              "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThrows(
          IOException.class, // the instance is left once the client is
          () -> {
            for (int i = 0; i < 100; i++) {
              instance.getOutputStream().write(new byte[1_000_000]);
            }
          });
      assertThrows(IOException.class, this::received);
      logs("\"GET / HTTP/1.1\" 200", "cD");
    }
  }

  private static void assertEndsSomehow(InputStream in) {
    try {
      while (in.read() >= 0) {}
    } catch (IOException reset) {
      assertTrue(reset.getMessage().contains("reset"), reset.getMessage());
    }
  }

  /** A cluster of nobody else. */
  private static final class Alone implements Membership {
    @Override
    public String self() {
      return "n1";
    }

    @Override
    public Members members() {
      return Members.of(List.of());
    }

    @Override
    public Subscription subscribe(Consumer<Members> listener) {
      return () -> {};
    }
  }
}
