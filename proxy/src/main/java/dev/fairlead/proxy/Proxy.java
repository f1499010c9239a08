package dev.fairlead.proxy;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.fairlead.catalog.Catalog;
import dev.fairlead.catalog.Lookup;
import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Membership;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.connect.Dispatcher;
import dev.fairlead.proxy.connect.Stickiness;
import dev.fairlead.proxy.http.Drain;
import dev.fairlead.proxy.ledger.Bookkeeper;
import dev.fairlead.proxy.listen.BoundListener;
import dev.fairlead.proxy.listen.Connections;
import dev.fairlead.proxy.listen.Sessions;
import dev.fairlead.proxy.listen.Sockets;
import dev.fairlead.proxy.observe.AccessLog;
import dev.fairlead.proxy.observe.BadMessages;
import dev.fairlead.proxy.observe.LoopMonitor;
import dev.fairlead.proxy.observe.LoopProbe;
import dev.fairlead.proxy.observe.LoopStatus;
import dev.fairlead.proxy.observe.PathStatus;
import dev.fairlead.proxy.observe.Traffic;
import dev.fairlead.proxy.observe.TrafficStatus;
import dev.fairlead.proxy.overload.Conditions;
import dev.fairlead.proxy.overload.Guard;
import dev.fairlead.proxy.overload.OverloadStatus;
import dev.fairlead.proxy.overload.ProcessReadings;
import dev.fairlead.proxy.overload.Relief;
import dev.fairlead.proxy.overload.Step;
import dev.fairlead.proxy.route.Decision;
import dev.fairlead.proxy.route.ExplainRequest;
import dev.fairlead.proxy.route.Explanation;
import dev.fairlead.proxy.route.Facts;
import dev.fairlead.proxy.route.Query;
import dev.fairlead.proxy.route.Router;
import dev.fairlead.proxy.route.Trace;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The data plane: listeners, event loops, upstream connections and the backhaul.
 *
 * <p>Starts in two steps, because gossip must announce the backhaul's port before the catalog,
 * which needs gossip, can exist: {@link #bind} takes every socket, {@link #serve} begins to accept.
 * Connections that arrive between the two wait in the kernel's queue.
 *
 * <p>A connection and its upstream stay on one of the {@link EventLoops}. Thread-safe.
 */
public final class Proxy implements AutoCloseable {
  private static final Query PING = new Query.Probe();

  /** How long an end waits for event loops, which may hang. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Settings settings;
  private final EventLoopGroup group;
  private final List<EventLoop> loops;
  private final Traffic traffic;
  private final Connections connections;
  private final AccessLog log;
  private final LoopMonitor monitor;
  private final Facts arrived;
  private final LoopProbe probe;
  private final Relief relief = new Relief();
  private final Guard guard;
  private final Doors doors;
  private @Nullable Secrets secrets;
  // Volatile, all: one thread serves and drains, event loops and operators read.
  private volatile @Nullable Dispatcher dispatcher;
  private volatile @Nullable Pipelines pipelines;
  private volatile boolean draining;
  private volatile boolean handedOver;

  private Proxy(
      Settings settings, MeterRegistry meters, Function<LoopMonitor, Conditions> conditions) {
    this.settings = settings;
    this.group = new EventLoops();
    this.loops = loopsOf(group);
    this.traffic = new Traffic(meters);
    this.doors = new Doors(group, traffic);
    this.connections = new Connections(loops, traffic);
    this.log = new AccessLog(settings.log().access(), settings.log().json(), meters);
    this.monitor = new LoopMonitor(loops, connections::on, traffic, meters);
    this.arrived = Facts.arrivedIn(settings.node().region());
    this.probe = new LoopProbe(loops, this::decide);
    this.guard = Guard.start(conditions.apply(monitor), relief, this::relieve, meters);
  }

  private static List<EventLoop> loopsOf(EventLoopGroup group) {
    List<EventLoop> loops = new ArrayList<>();
    for (EventExecutor executor : group) {
      loops.add((EventLoop) executor);
    }
    return List.copyOf(loops);
  }

  /**
   * Takes the sockets of every listener and the backhaul; accepts nothing yet.
   *
   * @throws java.io.UncheckedIOException "cannot bind listener web 127.0.0.1:8080: Address already
   *     in use", or an unreadable certificate
   */
  public static Proxy bind(Settings settings, MeterRegistry meters) {
    return bind(settings, meters, Sockets.own());
  }

  /** As {@link #bind(Settings, MeterRegistry)}, with sockets that may be held by somebody else. */
  public static Proxy bind(Settings settings, MeterRegistry meters, Sockets sockets) {
    return bind(settings, meters, sockets, Proxy::ofThisProcess);
  }

  private static Conditions ofThisProcess(LoopMonitor monitor) {
    return Conditions.of(new ProcessReadings(monitor::commonLagNanos));
  }

  /** As above, where {@code conditions} say when the node is overloaded. */
  static Proxy bind(
      Settings settings,
      MeterRegistry meters,
      Sockets sockets,
      Function<LoopMonitor, Conditions> conditions) {
    Proxy proxy = new Proxy(settings, meters, conditions);
    try {
      proxy.secrets = Secrets.read(settings, meters);
      proxy.doors.open(settings, sockets);
      return proxy;
    } catch (RuntimeException e) {
      proxy.close();
      throw e;
    }
  }

  /** Starts accepting. Called once. */
  public void serve(Catalog catalog, Membership membership) {
    serve(query -> query.ask(catalog), membership);
  }

  /** Starts accepting; {@code catalog} answers without waiting, on any thread. */
  void serve(Function<Query, Lookup> catalog, Membership membership) {
    Dispatcher shared =
        new Dispatcher(
            catalog,
            membership,
            settings.node().region(),
            settings.catalog().loadWait(),
            traffic,
            Stickiness.of(settings.cluster()));
    dispatcher = shared;
    Pipelines pipelines =
        new Pipelines(
            settings,
            Objects.requireNonNull(secrets, "bound"),
            shared,
            connections,
            traffic,
            log,
            () -> draining,
            relief);
    doors.accept(pipelines);
    this.pipelines = pipelines;
  }

  /**
   * Makes ready to go on with what can change of {@code next}; connections that are open keep what
   * they have.
   *
   * @return makes the change
   * @throws java.io.UncheckedIOException naming what cannot be used; nothing changes then
   */
  Runnable prepare(Settings next) {
    List<Settings.Listen> listeners = doors.following(next.listeners());
    Runnable certificates =
        Objects.requireNonNull(secrets, "bound").prepare(next.certificates(), listeners);
    Pipelines serving = Objects.requireNonNull(pipelines, "serving");
    return () -> {
      certificates.run();
      doors.follow(listeners, serving);
    };
  }

  /** Whether it accepts, or did. */
  boolean serving() {
    return dispatcher != null;
  }

  private Dispatcher dispatching() {
    Dispatcher shared = dispatcher;
    if (shared == null) {
      throw new IllegalStateException("not serving yet");
    }
    return shared;
  }

  /** Where each listener really listens. */
  public List<BoundListener> listeners() {
    return doors.listeners();
  }

  /** Where other proxies reach this one: what gossip announces. Real port after binding port 0. */
  public Address backhaulAddress() {
    Address advertised = settings.backhaul().advertise();
    if (advertised != null) {
      return advertised;
    }
    InetSocketAddress real = doors.backhaul();
    return new Address(settings.backhaul().bind().host(), real.getPort());
  }

  /**
   * Decides without carrying anything. Blocks up to {@code limit} while the catalog loads; not for
   * event loops.
   */
  public Explanation explain(ExplainRequest request, Duration limit) {
    return new Explainer(dispatching()).explain(request, limit);
  }

  /** The event loops that carry connections, for whoever else has some to make. */
  List<EventLoop> eventLoops() {
    return loops;
  }

  /** How each event loop is doing. */
  public List<LoopStatus> loops() {
    return monitor.status();
  }

  /** Has books kept of the event loops. */
  void book(Bookkeeper books) {
    books.loops(monitor);
  }

  /** Completes once a timer rang on every event loop and the loop decided on a request. */
  public CompletableFuture<Void> pingLoops() {
    return probe.ask();
  }

  /** Routes as for a request, up to the point where one would be carried or counted. */
  private void decide() {
    Dispatcher shared = dispatching();
    if (shared.ask(PING) instanceof Lookup.Found found) {
      Decision _ = Router.decide(arrived, found.view(), Trace.off());
    }
  }

  /** One line: the event loops that do not move, and what one does; empty if all move. */
  public String loopProblem() {
    List<Integer> silent = probe.silent();
    return silent.isEmpty() ? monitor.problem() : monitor.problem(silent);
  }

  /** The last messages that could not be read. */
  public BadMessages badMessages() {
    return traffic.badMessages();
  }

  /** What the connections of clients do; blocks up to a second. */
  public Sessions.Seen sessions() {
    return connections.sessions().look();
  }

  /** What is known of the way to another node's backhaul; null for nothing. */
  @Nullable PathStatus path(Address backhaul) {
    Dispatcher shared = dispatcher;
    return shared == null ? null : shared.paths().status(backhaul);
  }

  /** What went through so far. */
  public TrafficStatus traffic() {
    return traffic.status();
  }

  /**
   * Takes no client any more and lets what runs finish; HTTP connections end at their next
   * response.
   */
  public void drain() {
    draining = true;
    doors.turnAway();
    connections.tell(Drain.NOW);
  }

  /** Ends connections without a request: there is no more time for one that may never come. */
  public void endIdle() {
    connections.tell(Drain.IDLE_ENDS);
  }

  /** Resets what clients still have open; how many connections that are. */
  int cut() {
    return connections.cutClients();
  }

  /** As {@link #drain}, for other regions too: somebody else accepts from the same sockets. */
  public void handOver() {
    handedOver = true;
    draining = true;
    doors.close();
    connections.tell(Drain.NOW);
  }

  /**
   * Stops accepting on every loop that still moves, waiting for none: somebody else accepts from
   * the same sockets.
   */
  public void quiesce() {
    doors.stop();
  }

  private void relieve(Step step) {
    doors.overloaded(step.compareTo(Step.NO_NEWCOMERS) >= 0);
  }

  /** What is done against overload. */
  OverloadStatus overload() {
    return guard.status();
  }

  /** Whether nobody needs this process any more, after {@link #drain} or {@link #handOver}. */
  boolean finished() {
    // Without a successor other regions go on sending requests until they hear that this one left.
    return traffic.status().connectionsNow() == 0 && (!handedOver || connections.carried() == 0);
  }

  /**
   * Accepts no other proxy any more either, and asks those that are connected to send nothing more:
   * each hangs up once it has all its answers.
   */
  void closeToOthers() {
    doors.closeToOthers();
    awaitLoops(); // a connection accepted a moment ago is to be told as well
    connections.tell(Drain.NOW);
  }

  /** Lets every event loop that moves do what it was given so far. */
  private void awaitLoops() {
    List<Future<?>> done = new ArrayList<>();
    loops.forEach(loop -> done.add(loop.submit(() -> {})));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    done.forEach(one -> one.awaitUninterruptibly(deadline - System.nanoTime(), NANOSECONDS));
  }

  /** Whether no other proxy is connected any more. */
  boolean left() {
    return connections.links() == 0;
  }

  /** Blocks an event loop for ever, not interruptible; for fault tests. */
  public void hangLoop(int index) {
    loops
        .get(index)
        .execute(() -> {
          while (true) {
            LockSupport.park(this);
            Thread.interrupted(); // a pending interrupt would make park spin
          }
        });
  }

  /** Closes every socket and ends the event loops. */
  @Override
  public void close() {
    guard.close();
    doors.close();
    connections.cutAll(PATIENCE); // first: an instance's connection that closes is no answer
    monitor.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    log.close();
    if (secrets != null) {
      secrets.close();
    }
  }
}
