package dev.fairlead.proxy.supervise;

import dev.fairlead.proxy.Node;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.control.Lifecycle;
import dev.fairlead.proxy.control.Supervision;
import dev.fairlead.proxy.listen.Sockets;
import dev.fairlead.watchdog.ledger.NodePhase;
import dev.fairlead.watchdog.ledger.NodeRole;
import dev.fairlead.watchdog.link.Link;
import dev.fairlead.watchdog.link.Message;
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

  /** How often a node without a watchdog says so. */
  private static final Duration REMINDER = Duration.ofMinutes(10);

  private static final Logger LOG = LoggerFactory.getLogger(LinkedNode.class);

  private final Lifecycle lifecycle = new Lifecycle();
  private final WatchdogLink link;
  private final GivenSockets sockets;
  private final Welcome welcome;
  private Role role = Role.SPARE;
  private @Nullable Adoption adoption;

  /** Volatile: set once by the thread that takes steps, read by the one that reads the link. */
  private volatile @Nullable Node node;

  private LinkedNode(Link inherited) throws IOException {
    link = WatchdogLink.over(inherited, this::quiesce);
    sockets = new GivenSockets(link);
    welcome = Welcome.of(link.welcome(WELCOME));
  }

  /**
   * Meets the watchdog at the other end of standard input. Blocks until it has said its first word.
   *
   * @throws IOException if there is none
   */
  public static LinkedNode meet() throws IOException {
    return new LinkedNode(Link.adopt(INHERITED));
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
    try (Node prepared = Node.prepare(settings, lifecycle, this)) {
      node = prepared;
      if (link.waiting() == null) {
        link.tell(Message.of("ready"));
      }
      while (role != Role.LEAVING) {
        follow(link.next(REMINDER), prepared, settings);
      }
    } finally {
      endAdoption();
    }
  }

  private void follow(@Nullable Order order, Node prepared, Settings settings) {
    if (order == null) {
      remind();
      return;
    }
    Role.Step step = role.on(order);
    role = step.role();
    welcome.ledger().role(noted(role));
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
    if (link.waiting() != Order.OWN) {
      prepared.serve();
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

  private void remind() {
    if (role == Role.ORPHAN) {
      LOG.warn("the watchdog is gone: nobody would replace this node if it hung; run it again");
    }
  }

  /** What a watchdog must know to go on in place of the last one. */
  private List<Message> story(Settings settings) {
    List<Message> story = new ArrayList<>();
    story.add(introduction("orphan", settings).with(welcome.page()));
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
    welcome.ledger().phase(phase);
  }

  @Override
  public void accepting() {
    link.tell(Message.of("serving"));
  }

  @Override
  public boolean replace() {
    return link.tell(Message.of("replace"));
  }
}
