package dev.fairlead.proxy;

import dev.fairlead.catalog.Lookup;
import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.InFlights;
import dev.fairlead.catalog.model.InstanceRow;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.Pressure;
import dev.fairlead.catalog.model.RegionPresence;
import dev.fairlead.catalog.model.Route;
import dev.fairlead.catalog.options.Networks;
import dev.fairlead.gossip.GossipSettings;
import dev.fairlead.gossip.change.ChangeFeed.Subscription;
import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Member;
import dev.fairlead.gossip.swim.Members;
import dev.fairlead.gossip.swim.Membership;
import dev.fairlead.proxy.config.ProxyHeaders;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.listen.Sockets;
import dev.fairlead.proxy.observe.LoopMonitor;
import dev.fairlead.proxy.observe.Refusal;
import dev.fairlead.proxy.overload.Conditions;
import dev.fairlead.proxy.overload.ProcessReadings;
import dev.fairlead.proxy.route.Query;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** A real proxy on loopback whose catalog and membership are values the test sets. */
final class TestRegion implements AutoCloseable {
  final String region;
  final String node;
  final Proxy proxy;
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Settings settings;
  final Map<String, ServiceView> services = new ConcurrentHashMap<>();
  final Map<String, String> hosts = new ConcurrentHashMap<>();

  /** Options of the route that leads to a service, by the service. */
  final Map<String, String> options = new ConcurrentHashMap<>();

  /** The path of all routes with options. */
  volatile String path = "/";

  /** What was asked of the catalog last. */
  volatile Query asked = new Query.Probe();

  private final List<Instances> served = new CopyOnWriteArrayList<>();
  private final InFlights counters = new InFlights();
  volatile Members members = Members.of(List.of());
  volatile String tcpService = "";
  volatile Lookup override;

  TestRegion(String region, Path data) {
    this(region, settings(region, data, null, List.of()));
  }

  TestRegion(String region, Settings settings) {
    this(region, settings, monitor -> Conditions.of(new ProcessReadings(monitor::commonLagNanos)));
  }

  /** Whose overload is what {@code conditions} say. */
  TestRegion(String region, Settings settings, Function<LoopMonitor, Conditions> conditions) {
    this.region = region;
    this.node = settings.node().name();
    this.settings = settings;
    proxy = Proxy.bind(settings, meters, Sockets.own(), conditions);
    proxy.serve(this::ask, new Fixed());
  }

  /** One more node of a region. */
  static TestRegion another(String region, String node, Path data) {
    Settings as = settings(region, data, null, List.of());
    Settings named =
        new Settings(
            new Settings.Node(node, region, data),
            as.control(),
            as.admin(),
            as.cluster(),
            as.gossip(),
            as.backhaul(),
            as.catalog(),
            as.listeners(),
            as.certificates(),
            as.watchdog(),
            as.log());
    return new TestRegion(region, named);
  }

  static Settings settings(
      String region, Path data, GossipSettings.Tls tls, List<Settings.Certificate> certificates) {
    Settings.Bind any = new Settings.Bind("127.0.0.1", 0);
    List<Settings.Listen> listeners = new ArrayList<>();
    listeners.add(new Settings.Listen("web", any, Settings.Protocol.HTTP));
    listeners.add(new Settings.Listen("bytes", any, Settings.Protocol.TCP));
    listeners.add(new Settings.Listen("sni", any, Settings.Protocol.TLS));
    if (!certificates.isEmpty()) {
      listeners.add(new Settings.Listen("secure", any, Settings.Protocol.HTTPS));
    }
    return new Settings(
        new Settings.Node(region + "-1", region, data),
        new Settings.Control(data.resolve("control.sock"), false),
        new Settings.Admin(any, ""),
        new Settings.Cluster("test", null, tls),
        new Settings.Gossip(any, null, List.of(), GossipSettings.Profile.LOCAL),
        new Settings.Backhaul(any, null),
        new Settings.Catalog(1 << 20, Duration.ofHours(1), Duration.ofMillis(300), Map.of()),
        listeners,
        certificates,
        new Settings.Watchdog(Duration.ofMillis(100), Duration.ofMillis(500), false),
        new Settings.Log("info", false, data.resolve("access.log").toString()));
  }

  /** The same, and headers of Fly.io are understood. */
  static Settings understandingFly(Settings settings) {
    return new Settings(
        settings.node(),
        settings.control(),
        settings.admin(),
        settings.cluster(),
        settings.gossip(),
        settings.backhaul(),
        settings.catalog(),
        settings.listeners(),
        settings.certificates(),
        settings.watchdog(),
        settings.log(),
        new Settings.Compat(true),
        settings.source());
  }

  /** Makes each known to each. */
  static void introduce(TestRegion... regions) {
    Members all = Members.of(Stream.of(regions).map(TestRegion::member).toList());
    for (TestRegion region : regions) {
      region.members = all;
    }
  }

  /** A client of the listener for HTTP. */
  RawClient client() throws IOException {
    return new RawClient(port("web"));
  }

  Path accessLog() {
    return Path.of(settings.log().access());
  }

  /** The same with these listeners, and a limit of connections for the whole node. */
  static Settings listening(Settings as, int maxConnections, List<Settings.Listen> listeners) {
    Settings.Node node = as.node();
    return new Settings(
        new Settings.Node(node.name(), node.region(), node.data(), maxConnections),
        as.control(),
        as.admin(),
        as.cluster(),
        as.gossip(),
        as.backhaul(),
        as.catalog(),
        listeners,
        as.certificates(),
        as.watchdog(),
        as.log());
  }

  /** The same, but all listeners expect PROXY headers, from 127.0.0.1 only. */
  static Settings trusting(Settings settings, Duration deadline) {
    ProxyHeaders headers = new ProxyHeaders(Networks.parse(List.of("127.0.0.1/32")), deadline);
    return listening(
        settings, 0, settings.listeners().stream().map(listen -> listen.with(headers)).toList());
  }

  /** How often connections were refused for that reason. */
  long refused(Refusal reason) {
    return (long)
        meters
            .get("fairlead_edge_connections_refused")
            .tag("reason", reason.label())
            .functionCounter()
            .count();
  }

  int port(String listener) {
    return proxy.listeners().stream()
        .filter(bound -> bound.name().equals(listener))
        .findFirst()
        .orElseThrow()
        .address()
        .getPort();
  }

  private Lookup ask(Query query) {
    if (override != null) {
      return override;
    }
    asked = query;
    String service =
        switch (query) {
          case Query.ByHost host -> hosts.getOrDefault(host.host(), "");
          case Query.ByPort _ -> tcpService;
          case Query.ById id -> id.service();
          case Query.Probe _ -> "";
        };
    ServiceView view = services.get(service);
    if (view != null) {
      String extra = options.getOrDefault(service, "{}");
      Route route = new Route("r-" + service, service, "", path, 0, extra);
      return new Lookup.Found(query instanceof Query.ById ? null : route, view);
    }
    return Lookup.UNKNOWN;
  }

  /** A service under the host name {@code service + ".test"}. */
  void serve(
      String service, Policy policy, List<InstanceRow> here, List<RegionPresence> elsewhere) {
    Instances packed = Instances.pack(here, counters);
    served.add(packed);
    services.put(service, new ServiceView(service, "http", policy, packed, elsewhere, 1));
    hosts.put(service + ".test", service);
  }

  /** The service {@code app} with one instance, {@code i1}, here. */
  void serve(Origin origin) {
    serveFrom(this, "app", origin.port());
  }

  /** A service for clients of this region, whose one instance {@code i1} is in {@code home}. */
  void serveFrom(TestRegion home, String service, int port) {
    home.serve(service, Policy.DEFAULT, List.of(home.instance("i1", port, 0)), List.of());
    if (home != this) {
      serve(service, Policy.DEFAULT, List.of(), List.of(home.presence()));
    }
  }

  InstanceRow instance(String id, int port, int hard) {
    return new InstanceRow(
        id,
        node,
        new InetSocketAddress("127.0.0.1", port),
        InstanceRow.State.UP,
        InstanceRow.Health.UNKNOWN,
        100,
        0,
        hard);
  }

  /** The value of a meter without labels, or the sum over its labels. */
  long metric(String name, String... tags) {
    double sum = 0;
    for (Meter meter : meters.get(name).tags(tags).meters()) {
      for (Measurement measurement : meter.measure()) {
        sum += measurement.getValue();
      }
    }
    return Math.round(sum);
  }

  /** Of all instances ever served; each must be served once. */
  int inFlight() {
    int sum = 0;
    for (Instances all : served) {
      for (int i = 0; i < all.size(); i++) {
        sum += all.inFlight(i);
      }
    }
    return sum;
  }

  RegionPresence presence() {
    return new RegionPresence(region, 1, Pressure.LOW, List.of(node));
  }

  Member member() {
    return member(proxy.backhaulAddress());
  }

  Member member(Address backhaul) {
    return new Member(
        node, region, new Address("127.0.0.1", 1), backhaul, Member.State.ALIVE, 1, null);
  }

  @Override
  public void close() {
    proxy.close();
  }

  private final class Fixed implements Membership {
    @Override
    public String self() {
      return node;
    }

    @Override
    public Members members() {
      return members;
    }

    @Override
    public Subscription subscribe(Consumer<Members> listener) {
      return () -> {};
    }
  }
}
