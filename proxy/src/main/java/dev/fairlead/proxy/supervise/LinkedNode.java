package dev.fairlead.proxy.supervise;

import dev.fairlead.gossip.replica.Precautions;
import dev.fairlead.proxy.Node;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.control.Lifecycle;
import dev.fairlead.proxy.control.Supervision;
import dev.fairlead.proxy.ledger.Bookkeeper;
import dev.fairlead.proxy.ledger.LedgerJournal;
import dev.fairlead.proxy.ledger.WatchdogMetrics;
import dev.fairlead.proxy.listen.Sockets;
import dev.fairlead.watchdog.ledger.NodeLedger;
import dev.fairlead.watchdog.ledger.NodePhase;
import dev.fairlead.watchdog.ledger.NodeRole;
import dev.fairlead.watchdog.link.Link;
import dev.fairlead.watchdog.link.Message;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node process whose steps a watchdog decides: takes orders one after the other, does what its
 * {@link Role} says, and tells what came of it.
 *
 * <p>Confined to one thread, but for what {@link Supervision} and {@link Lifecycle} promise.
 */
public final class LinkedNode implements Supervision {
  /** File descriptor 0 is the node's end of the link. */
  private static final int INHERITED = 0;

  /** How long a watchdog may take for its first word. */
  private static final Duration WELCOME = Duration.ofSeconds(10);

  /** How often a spare looks at a newer image, and a node without a watchdog says so. */
  private static final Duration IDLE = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(LinkedNode.class);

  private final Lifecycle lifecycle = new Lifecycle();
  private final WatchdogLink link;
  private final GivenSockets sockets;
  private final Welcome welcome;
  private final NodeLedger ledger;
  private Role role = Role.SPARE;
  private @Nullable Adoption adoption;

  /** Volatile: set once, before anybody asks for it. */
  private volatile @Nullable Bookkeeper books;

  /** Volatile: set once by the thread that takes steps, read by the one that reads the link. */
  private volatile @Nullable Node node;

  private LinkedNode(Link inherited) throws IOException {
    link = WatchdogLink.over(inherited, this::quiesce);
    sockets = new GivenSockets(link);
    welcome = Welcome.of(link.welcome(WELCOME));
    ledger = welcome.page().node();
    ledger.role(noted(role));
    ledger.phase(NodePhase.CONFIG);
  }

  /**
   * Meets the watchdog at the other end of standard input. Blocks until it has said its first word.
   *
   * @throws IOException if there is none
   */
  public static LinkedNode meet() throws IOException {
    return meet(INHERITED);
  }

  /** As {@link #meet()}, at the other end of any descriptor. */
  public static LinkedNode meet(int descriptor) throws IOException {
    return new LinkedNode(Link.adopt(descriptor));
  }

  /** The configuration to use instead of the one of the command line. */
  public Optional<Path> configuration() {
    return welcome.configuration();
  }

  /** Where this process is in its life. */
  public Lifecycle lifecycle() {
    return lifecycle;
  }

  /** Does as the watchdog says until this process is to end; everything is closed then. */
  public void run(Settings settings) {
    var _ = lifecycle.stopped().thenAccept(_ -> link.order(Order.STOP));
    link.tell(introduction("hello", settings));
    try (Bookkeeper keeper = Bookkeeper.open(welcome.page());
        Node prepared = prepare(settings, keeper)) {
      if (link.waiting() == null) {
        prepared.standBy(() -> link.waiting() != null);
        link.tell(Message.of("ready"));
      }
      while (role != Role.LEAVING) {
        follow(link.next(IDLE), prepared, settings);
      }
    } finally {
      endAdoption();
    }
  }

  private Node prepare(Settings settings, Bookkeeper keeper) {
    books = keeper;
    Node prepared = Node.prepare(settings, lifecycle, this);
    sockets.askAhead(settings);
    node = prepared;
    return prepared;
  }

  private void follow(@Nullable Order order, Node prepared, Settings settings) {
    if (order == null) {
      idle(prepared);
      return;
    }
    Role.Step step = role.on(order);
    role = step.role();
    ledger.role(noted(role));
    switch (step.act()) {
      case NOTHING -> {}
      case SERVE -> serve(prepared);
      case OWN -> own(prepared);
      case OWN_ALONE -> {
        own(prepared);
        awaitWatchdog(settings);
      }
      case AWAIT_WATCHDOG -> awaitWatchdog(settings);
      case HAND_OVER -> handOver(prepared);
      case END -> LOG.info("ends as {}: {}", role, lifecycle.stopped().getNow("nobody needs it"));
    }
  }

  private static NodeRole noted(Role role) {
    return switch (role) {
      case SPARE -> NodeRole.SPARE;
      case SERVING -> NodeRole.SERVING;
      case OWNER, ORPHAN -> NodeRole.OWNER;
      case LEAVING -> NodeRole.LEAVING;
    };
  }

  /** Unless it may own already: then it opens everything at once. */
  private void serve(Node prepared) {
    if (link.waiting() != Order.OWN && !prepared.serve()) {
      LOG.info("has nothing to route by yet; accepts once it owns the data folder");
    }
  }

  private void own(Node prepared) {
    prepared.own();
    link.tell(Message.of("owning"));
  }

  private void handOver(Node prepared) {
    LOG.info(
        "hands over to another process, its connections have {} s",
        Node.HANDOVER_DRAIN.toSeconds());
    prepared.release();
    link.tell(Message.of("released"));
  }

  private void awaitWatchdog(Settings settings) {
    try {
      adoption = Adoption.await(settings.node().data(), () -> story(settings), link::adopt);
    } catch (IOException e) {
      LOG.warn("no watchdog can adopt this node: {}", e.getMessage());
    }
    remind();
  }

  private void idle(Node prepared) {
    switch (role) {
      case SPARE -> prepared.renew();
      case ORPHAN -> remind();
      case SERVING, OWNER, LEAVING -> {}
    }
  }

  private static void remind() {
    LOG.warn("the watchdog is gone: nobody replaces this node if it hangs, until one is started");
  }

  /** What a watchdog must know to go on in place of the last one. */
  private List<Message> story(Settings settings) {
    List<Message> story = new ArrayList<>();
    story.add(introduction("orphan", settings).with(welcome.memory()));
    for (GivenSockets.Held held : sockets.held()) {
      story.add(held.asked("held").with(held.descriptor()));
    }
    story.add(Message.of("all"));
    return story;
  }

  private static Message introduction(String verb, Settings settings) {
    return Message.of(verb)
        .with("control", settings.control().socket().toString())
        .with("data", settings.node().data().toString())
        .with("interval_ms", settings.watchdog().interval().toMillis())
        .with("deadline_ms", settings.watchdog().deadline().toMillis())
        .with("spare", settings.watchdog().spare())
        .with("drain_ms", Node.HANDOVER_DRAIN.toMillis())
        .with("pid", ProcessHandle.current().pid());
  }

  private void endAdoption() {
    if (adoption != null) {
      adoption.close();
    }
  }

  /** On the thread that reads the link. */
  private void quiesce() {
    Node running = node;
    if (running != null) {
      running.quiesce();
    }
  }

  /** Reads its configuration again, if it is the whole node. Any thread may call it. */
  public void reload() {
    Node running = node;
    if (running != null) {
      running.reload();
    }
  }

  /** Tells the watchdog why this process cannot do what it was asked and ends. */
  public void failed(Exception why) {
    link.tell(Message.of("failed").with("why", String.valueOf(why.getMessage())));
  }

  @Override
  public Sockets sockets() {
    return sockets;
  }

  @Override
  public void entered(NodePhase phase) {
    ledger.phase(phase);
  }

  @Override
  public void accepting() {
    link.tell(Message.of("serving"));
  }

  @Override
  public Optional<Bookkeeper> books() {
    return Optional.ofNullable(books);
  }

  @Override
  public Precautions precautions() {
    return new Precautions(new LedgerJournal(ledger), welcome.changes());
  }

  @Override
  public void register(MeterRegistry meters) {
    WatchdogMetrics.register(meters, welcome.page());
  }

  @Override
  public boolean replace() {
    return link.tell(Message.of("replace"));
  }
}
