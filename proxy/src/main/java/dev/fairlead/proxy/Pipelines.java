package dev.fairlead.proxy;

import dev.fairlead.proxy.balance.Traits;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.connect.Backhaul;
import dev.fairlead.proxy.connect.BackhaulLinks;
import dev.fairlead.proxy.connect.Dispatcher;
import dev.fairlead.proxy.connect.Greeter;
import dev.fairlead.proxy.connect.HttpOpener;
import dev.fairlead.proxy.connect.SocketEnds;
import dev.fairlead.proxy.connect.StreamReads;
import dev.fairlead.proxy.connect.TcpOpener;
import dev.fairlead.proxy.connect.Wish;
import dev.fairlead.proxy.detect.Alert;
import dev.fairlead.proxy.detect.ServerNameReader;
import dev.fairlead.proxy.http.Arrival;
import dev.fairlead.proxy.http.HttpService;
import dev.fairlead.proxy.http.Replays;
import dev.fairlead.proxy.listen.Admission;
import dev.fairlead.proxy.listen.Connections;
import dev.fairlead.proxy.listen.Reception;
import dev.fairlead.proxy.observe.AccessEntry;
import dev.fairlead.proxy.observe.AccessLog;
import dev.fairlead.proxy.observe.Traffic;
import dev.fairlead.proxy.overload.Relief;
import dev.fairlead.proxy.prelude.Parties;
import dev.fairlead.proxy.relay.Pipes;
import dev.fairlead.proxy.relay.TcpFront;
import dev.fairlead.proxy.route.Facts;
import dev.fairlead.proxy.route.Fault;
import dev.fairlead.proxy.route.Query;
import dev.fairlead.proxy.tls.HandshakeFailure;
import dev.fairlead.proxy.tls.Handshakes;
import dev.fairlead.proxy.tls.TlsSession;
import dev.fairlead.proxy.tls.VirtualHosts;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The life of a connection in one place: which handlers it meets, by the listener it came to.
 *
 * <pre>
 *   http      clock ─ HTTP/1.1 ─ one at a time ─ front ──► exchange ──► instance, or backhaul
 *   https     server name ─ TLS ─ as http, once the handshake is done
 *   tcp       ends ─ front ──► relay ──► instance, or backhaul
 *   tls       ends ─ server name ─ as tcp
 *   any       [PROXY header ─] as above, for the client it names
 *   backhaul  [mutual TLS] ─ HTTP/2 ─ per stream: front or relay ──► instance
 * </pre>
 *
 * <p>Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
final class Pipelines {
  private final Settings settings;
  private final Secrets secrets;
  private final Connections connections;
  private final Dispatcher dispatcher;
  private final HttpService http;
  private final TcpFront.Shared tcp;
  private final BackhaulLinks links;
  private final Greeter greeter;
  private final Traffic traffic;
  private final AccessLog log;

  Pipelines(
      Settings settings,
      Secrets secrets,
      Dispatcher dispatcher,
      Connections connections,
      Traffic traffic,
      AccessLog log,
      BooleanSupplier draining,
      Relief relief) {
    this.settings = settings;
    this.secrets = secrets;
    this.connections = connections;
    this.dispatcher = dispatcher;
    this.traffic = traffic;
    this.log = log;
    this.links = new BackhaulLinks(secrets.toNodes(), dispatcher.paths(), traffic.backhaul());
    this.greeter = new Greeter(secrets.instances());
    this.http =
        new HttpService(
            dispatcher,
            new HttpOpener(links, traffic, greeter),
            settings.node().name(),
            traffic,
            log,
            draining,
            new Replays(settings.compat().fly()),
            relief);
    this.tcp = new TcpFront.Shared(dispatcher, traffic, log, new Pipes(Pipes.MOST));
  }

  /** For connections to a listener. */
  Consumer<Channel> of(Settings.Listen listen, Admission admission, int port) {
    Reception reception = new Reception(listen, admission, protocol(listen, port));
    String protocol = listen.protocol().name().toLowerCase(Locale.ROOT);
    return channel -> {
      connections.add(channel);
      connections.sessions().add(channel, listen.name(), protocol);
      switch (listen.protocol()) {
        case TCP, TLS -> StreamReads.addTo(channel);
        case HTTP, HTTPS, UDP -> {}
      }
      reception.receive(channel);
    };
  }

  private Reception.Next protocol(Settings.Listen listen, int port) {
    return switch (listen.protocol()) {
      case HTTP -> (channel, parties, _) -> http(channel, parties, listen, port);
      case HTTPS -> https(listen, port);
      case TCP -> (channel, parties, _) -> tcp(channel, parties, listen.name(), port);
      case TLS -> (channel, parties, since) -> tls(channel, parties, since, listen, port);
      case UDP ->
          throw new IllegalArgumentException(
              "listener " + listen.name() + ": protocol udp is not built yet");
    };
  }

  private void http(Channel channel, Parties parties, Settings.Listen listen, int port) {
    http.addConnection(
        channel.pipeline(),
        new Arrival(
            listen.name(), "http", port, parties, false, TlsSession.NONE, listen.redirectHttps()));
  }

  private Reception.Next https(Settings.Listen listen, int port) {
    Supplier<VirtualHosts> hosts =
        Objects.requireNonNull(secrets.certificates(), "https needs a certificate").of(listen);
    return (channel, parties, since) -> {
      Handshakes.Outcome outcome =
          new Handshakes.Outcome(
              session ->
                  http.addConnection(
                      channel.pipeline(),
                      new Arrival(listen.name(), "https", port, parties, false, session, 0)),
              failure -> failed(listen, parties, since, failure));
      secrets.handshakes().begin(channel, hosts, left(listen, since), outcome);
    };
  }

  /** What is left of the time for a handshake, which began when the connection was accepted. */
  private static Duration left(Settings.Listen listen, long sinceNanos) {
    long left = listen.handshakeTimeout().toNanos() - (System.nanoTime() - sinceNanos);
    return Duration.ofNanos(Math.max(0, left));
  }

  /** The line of a connection whose TLS came to nothing. */
  private void failed(
      Settings.Listen listen, Parties parties, long since, HandshakeFailure failure) {
    if (log.enabled()) {
      AccessEntry.Who who = new AccessEntry.Who(parties.ip(), listen.name(), "tls");
      log.log(AccessEntry.ofConnection(who, since, failure.label(), failure.ending()));
    }
  }

  private void tcp(Channel channel, Parties parties, String listener, int port) {
    TcpFront front =
        front(
            parties,
            new Query.ByPort(port),
            listener,
            new TcpFront.Answers(() -> {}, _ -> SocketEnds.breakOff(channel)));
    channel.pipeline().addLast(new SocketEnds(), front);
  }

  private void tls(Channel channel, Parties parties, long since, Settings.Listen listen, int port) {
    ServerNameReader reader =
        new ServerNameReader(
            left(listen, since),
            (ctx, hello, bytes) -> {
              channel.config().setAutoRead(false);
              TcpFront front =
                  front(
                      parties,
                      new Query.ByHost(hello.serverName(), "/", port),
                      listen.name(),
                      new TcpFront.Answers(() -> {}, fault -> turnAway(channel, fault)));
              ctx.pipeline().addLast(front);
              ctx.fireChannelRead(bytes);
              front.start(ctx.pipeline().context(front));
            },
            refusal -> {
              if (refusal != ServerNameReader.Refusal.ENDED) { // who only looked leaves no line
                failed(listen, parties, since, HandshakeFailure.of(refusal));
              }
            });
    channel.pipeline().addLast(new SocketEnds(), reader);
  }

  private TcpFront front(Parties parties, Query query, String listener, TcpFront.Answers answers) {
    return new TcpFront(
        tcp,
        new Wish(query, Facts.arrivedIn(dispatcher.region()), Traits.of(parties.ip())),
        opener(parties),
        listener,
        answers);
  }

  private static void turnAway(Channel channel, Fault fault) {
    Alert alert = fault == Fault.FR01 ? Alert.UNRECOGNIZED_NAME : Alert.INTERNAL_ERROR;
    channel.writeAndFlush(alert.bytes()).addListener(ChannelFutureListener.CLOSE);
  }

  /** For connections of other proxies. */
  Consumer<Channel> backhaul() {
    SslContext tls = secrets.fromNodes();
    BackhaulStreams streams = new BackhaulStreams(http, tcp, this::opener, connections);
    return channel -> {
      connections.addLink(channel);
      if (tls != null) {
        channel.pipeline().addLast(tls.newHandler(channel.alloc()));
      }
      Backhaul.accept(channel, new Http2MultiplexHandler(streams));
      channel.pipeline().addLast(new Farewell());
    };
  }

  private TcpOpener opener(Parties parties) {
    return new TcpOpener(links, traffic, greeter, settings.node().name(), parties);
  }
}
