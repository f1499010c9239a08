package dev.fairlead.stress.node;

import dev.fairlead.watchdog.control.ControlClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * A node under its watchdog, started as {@code fairlead run} starts it.
 *
 * <p>Thread-safe, but for starting and closing.
 */
public final class SupervisedNode implements AutoCloseable {
  /** Generous: only reached when something is broken. */
  public static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Duration ANSWER = Duration.ofSeconds(2);
  private static final Duration API = Duration.ofSeconds(5);
  private static final Duration STOP = Duration.ofSeconds(45);

  /** What the journal says when a spare is warm. */
  private static final Pattern SPARE = Pattern.compile("spare .*ready");

  private static final long LOOK_NANOS = 2_000_000; // 2 ms

  private final Place place;
  private final Launch launch;
  private final OwnProcesses processes;
  private final NodeApi api;
  private Process watchdog;

  /** Ctrl-C leaves nothing behind. */
  private final Thread atExit = new Thread(this::killAll, "kill-node");

  private SupervisedNode(Place place, Launch launch) throws IOException {
    this.place = place;
    this.launch = launch;
    this.watchdog = launch.start(place);
    this.processes = new OwnProcesses(place.config());
    this.api = new NodeApi(place.api(), API);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Starts it in a place that is configured; does not wait. */
  public static SupervisedNode start(Place place, Launch launch) throws IOException {
    return new SupervisedNode(place, launch);
  }

  /** Starts another watchdog where one was killed; the log goes on. */
  public void restartWatchdog() throws IOException {
    watchdog = launch.start(place);
  }

  /** Where it lives. */
  public Place place() {
    return place;
  }

  /** Its HTTP API. */
  public NodeApi api() {
    return api;
  }

  /** What runs of it. */
  public OwnProcesses processes() {
    return processes;
  }

  /** Process id of the watchdog. */
  public long watchdogPid() {
    return watchdog.pid();
  }

  /** Whether the watchdog started last runs. */
  public boolean supervised() {
    return watchdog.isAlive();
  }

  /** Process id of the node that answers on the control socket; -1 while none does. */
  public long pid() {
    try {
      return new JsonMapper().readTree(ask("show info --json").getFirst()).path("pid").asLong(-1);
    } catch (IOException | RuntimeException notYet) {
      return -1;
    }
  }

  /** One command of the control socket. */
  public List<String> ask(String command) throws IOException {
    try (ControlClient client = ControlClient.connect(place.socket(), ANSWER)) {
      return client.ask(command, ANSWER);
    }
  }

  /** One command whose answer may never come. */
  public void tell(String command) throws IOException {
    try (ControlClient client = ControlClient.connect(place.socket(), ANSWER)) {
      client.send(command, ANSWER);
      var _ = client.await(Duration.ofMillis(50));
    } catch (java.io.EOFException ended) {
      // Ending the process may be what the command is for.
    }
  }

  /** Milliseconds a ping took that went through the whole node; -1 if it did not. */
  public double ping() {
    long start = System.nanoTime();
    try {
      return ask("ping").getFirst().startsWith("pong") ? (System.nanoTime() - start) / 1e6 : -1;
    } catch (IOException | RuntimeException unanswered) {
      return -1;
    }
  }

  /** The watchdog's lines so far. */
  public List<JournalLine> journal() {
    return lines().map(JournalLine::parse).filter(Objects::nonNull).toList();
  }

  /** The last lines of the log, for when something went wrong. */
  public String lastLines(int count) {
    List<String> all = lines().toList();
    return String.join("\n", all.subList(Math.max(0, all.size() - count), all.size()));
  }

  private Stream<String> lines() {
    try {
      return Files.exists(place.log()) ? Files.readString(place.log()).lines() : Stream.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the whole node works. */
  public void awaitWorking() throws IOException {
    await("the node works", () -> api.ready() && ping() >= 0);
  }

  /** Waits until a spare is warm. */
  public void awaitSpare() throws IOException {
    await(
        "a spare is ready",
        () -> journal().stream().map(JournalLine::text).anyMatch(SPARE.asPredicate()));
  }

  /**
   * Waits until {@code condition} holds.
   *
   * @throws IOException with the end of the log, after {@link #LIMIT} or when the watchdog ended
   */
  public void await(String what, BooleanSupplier condition) throws IOException {
    boolean holds = awaitWithin(LIMIT, () -> condition.getAsBoolean() || !supervised());
    String problem =
        !supervised()
            ? "its watchdog ended"
            : holds ? "" : "not within " + LIMIT.toSeconds() + " s";
    if (!problem.isEmpty()) {
      throw new IOException("%s: %s; its log ends:%n%s".formatted(what, problem, lastLines(40)));
    }
  }

  /** Whether {@code condition} holds within {@code limit}. */
  public static boolean awaitWithin(Duration limit, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return true;
  }

  /**
   * Stops the watchdog as an operator would, and waits.
   *
   * @return what was still running then; it is killed
   */
  public List<Long> stop() {
    processes.running().forEach(processes::resume);
    watchdog.destroy();
    try {
      boolean _ = watchdog.waitFor(STOP.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    List<Long> left = processes.running();
    killAll();
    return left;
  }

  private void killAll() {
    processes.running().forEach(processes::kill);
  }

  @Override
  public void close() {
    var _ = stop();
    boolean _ = awaitWithin(LIMIT, () -> processes.running().isEmpty());
    boolean _ = Runtime.getRuntime().removeShutdownHook(atExit);
    api.close();
  }
}
