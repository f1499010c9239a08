package dev.fairlead.proxy.control;

import dev.fairlead.catalog.Catalog;
import dev.fairlead.gossip.GossipNode;
import dev.fairlead.proxy.check.CheckStatus;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.listen.Sockets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The commands of one running node, and the socket they are asked on.
 *
 * <p>Immutable; thread-safe.
 */
public final class ControlCommands {
  /** How long a ping waits for each catalog lock. */
  private static final Duration LOCK_LIMIT = Duration.ofMillis(100);

  private final Path socket;
  private final Commands commands;
  private final DebugCommands debug;

  private ControlCommands(Path socket, Commands commands, DebugCommands debug) {
    this.socket = socket;
    this.commands = commands;
    this.debug = debug;
  }

  /** The commands over these parts. */
  public static ControlCommands over(
      Settings settings, Life life, GossipNode gossip, CatalogSide catalog, DataPlane plane) {
    Ping ping = new Ping(probes(gossip, catalog.catalog(), plane));
    DebugCommands debug =
        new DebugCommands(settings.node().data(), plane, catalog.catalog(), gossip.replica());
    List<Command> all = new ArrayList<>();
    all.add(Command.plain("ping", "asks every part to do some of its work", ping::run));
    all.addAll(new ShowNode(settings, gossip, plane, life.lifecycle()).all());
    all.addAll(new ShowTables(catalog, gossip.membership()).all());
    all.addAll(new ShowCatalog(catalog.catalog()).all());
    all.add(new ExplainCommand(plane, settings.catalog().loadWait(), catalog).command());
    all.addAll(new NodeCommands(gossip.replica(), plane, life).all());
    all.add(
        new DumpCommand(settings.control().socket(), settings.node().data(), life.supervision())
            .command());
    all.add(new ShowErrors(plane).command());
    all.add(new ShowSessions(plane).command());
    if (settings.control().debug()) {
      all.addAll(debug.all());
    }
    return new ControlCommands(settings.control().socket(), new Commands(all), debug);
  }

  /**
   * What commands know of the process they run in.
   *
   * @param lifecycle where it is in its life
   * @param supervision who started it
   * @param reload reads its configuration again
   */
  public record Life(Lifecycle lifecycle, Supervision supervision, Reload reload) {}

  /**
   * What commands read of routing state.
   *
   * @param catalog what is loaded
   * @param readers for what is not
   * @param checks what this node found out about an instance; null if it does not check it
   */
  public record CatalogSide(
      Catalog catalog, Readers readers, Function<String, @Nullable CheckStatus> checks) {}

  private static List<Probe> probes(GossipNode gossip, Catalog catalog, DataPlane plane) {
    return List.of(
        new Probe("loops", () -> works(plane.pingLoops()), plane::loopProblem),
        new Probe(
            "locks",
            () ->
                CompletableFuture.completedFuture(
                    catalog
                        .probeLocks(LOCK_LIMIT)
                        .map(stuck -> stuck.lock() + ": " + stuck.waitsFor())
                        .orElse("")),
            () -> "a catalog lock"),
        new Probe("catalog", () -> works(catalog.heartbeat()), () -> "the catalog writer"),
        new Probe(
            "writer",
            () -> works(gossip.replica().heartbeat()),
            () -> "the replica's writer, " + gossip.replica().queued() + " transactions queued"),
        new Probe("gossip", () -> works(gossip.ping()), () -> "the gossip loop"),
        new Probe(
            "threads", () -> works(onVirtualThread()), ControlCommands::explainVirtualThreads));
  }

  /** Completes once a virtual thread ran, as those do that answer the API. */
  private static CompletableFuture<Void> onVirtualThread() {
    CompletableFuture<Void> ran = new CompletableFuture<>();
    Thread.ofVirtual().name("probe").start(() -> ran.complete(null));
    return ran;
  }

  /**
   * Starts another one before it says so: JDK 25 may miss the wake-up of its scheduler's last
   * thread (JDK-8373118), and the next virtual thread that is started makes up for it.
   */
  private static String explainVirtualThreads() {
    var _ = onVirtualThread();
    return "the scheduler of virtual threads";
  }

  private static CompletableFuture<String> works(CompletableFuture<Void> answer) {
    return answer.thenApply(done -> "");
  }

  /** The commands, for the HTTP twins. */
  public Commands commands() {
    return commands;
  }

  /** Opens the control socket. */
  public ControlSocket openSocket(Sockets sockets) {
    return ControlSocket.open(socket, sockets.unix(Sockets.CONTROL, socket), commands, debug::gate);
  }
}
