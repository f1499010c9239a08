package dev.fairlead.stress.soak;

import dev.fairlead.stress.bench.peer.Certificate;
import dev.fairlead.stress.node.JournalLine;
import dev.fairlead.stress.node.Launch;
import dev.fairlead.stress.node.Place;
import dev.fairlead.stress.node.SupervisedNode;
import dev.fairlead.stress.traffic.ServingNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A supervised node under mixed load, while everything around it changes: every failure must be
 * explained by a {@link Rule}, memory must stay flat, and nothing may be left when all is over.
 *
 * <p>Confined to one thread.
 */
public final class Soak {
  /** The host of the service. */
  static final String HOST = "soak.test";

  private static final int SECURE_PORT = 8443;
  private static final int LIMIT_MILLIS = 20_000;
  private static final int CERTIFICATES = 3;
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration TELL = Duration.ofSeconds(30);
  private static final Duration END = Duration.ofSeconds(20);

  private final Path folder;
  private final long seed;
  private final Duration time;
  private final PrintWriter out;
  private final Tally tally = new Tally();
  private final List<String> problems = new ArrayList<>();

  /**
   * A run that reports on {@code out}.
   *
   * @param folder for everything; exists
   * @param seed of what happens when, and of the requests
   * @param time how long the load lasts
   */
  public Soak(Path folder, long seed, Duration time, PrintWriter out) {
    this.folder = folder;
    this.seed = seed;
    this.time = time;
    this.out = out;
  }

  /** Runs it; what went wrong, nothing if all is well. */
  public List<String> run(Launch launch) throws IOException {
    out.println("soak: seed %d, %s".formatted(seed, time));
    List<Path> certificates = certificates();
    Place place = Place.in(Files.createDirectories(folder.resolve("n")));
    try (ServingNode serving = ServingNode.start(place, configuration(place), launch)) {
      soak(serving.node(), certificates);
    }
    return problems;
  }

  private List<Path> certificates() throws IOException {
    List<Path> folders = new ArrayList<>();
    for (int i = 0; i < CERTIFICATES; i++) {
      Path made = Files.createDirectories(folder.resolve("c" + i));
      Certificate _ = Certificate.make(made, HOST);
      folders.add(made);
    }
    Path used = Files.createDirectories(folder.resolve("used"));
    for (String file : List.of("chain.pem", "key.pem")) {
      Files.copy(
          folders.getFirst().resolve(file),
          used.resolve(file),
          StandardCopyOption.REPLACE_EXISTING);
    }
    folders.addFirst(used);
    return folders;
  }

  private String configuration(Place place) {
    return """
    [[listen]]
    name = "secure"
    bind = "%1$s:%2$d"
    protocol = "https"
    [[certificate]]
    chain = "%3$s/used/chain.pem"
    key = "%3$s/used/key.pem"
    [log]
    level = "info"
    access = "access.log"
    """
        .formatted(place.host(), SECURE_PORT, folder);
  }

  private void soak(SupervisedNode node, List<Path> certificates) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    Sampler sampler = new Sampler(node, tally);
    Secure secure = Secure.trusting(certificates);
    InetSocketAddress tls = new InetSocketAddress(node.place().host(), SECURE_PORT);
    Client.Door door =
        encrypted ->
            encrypted
                ? secure.over(connect(tls, LIMIT_MILLIS))
                : connect(node.place().web(), LIMIT_MILLIS);
    try (Turmoil turmoil = new Turmoil(node, tally, random.split(), certificates)) {
      turmoil.begin();
      node.await("the service is routed", () -> routed(node));
      try (Crowd _ = Crowd.start(door, node.place().echo(), tally, random.split())) {
        live(turmoil, sampler);
      }
      out.println("what happened: " + turmoil);
      awaitNothingLeft(node);
    }
    problems.addAll(tally.judge(out));
    problems.addAll(sampler.judge(out, time));
    for (JournalLine line : node.journal()) {
      if (!line.fact("verdict").isEmpty() || line.level().equals("ERROR")) {
        problems.add("the watchdog said: " + line.text());
      }
    }
  }

  private static boolean routed(SupervisedNode node) {
    try {
      return node.ask("explain GET http://" + HOST + "/").getLast().startsWith("=> instance");
    } catch (IOException notYet) {
      return false;
    }
  }

  private void live(Turmoil turmoil, Sampler sampler) throws IOException {
    long end = System.nanoTime() + time.toNanos();
    long look = System.nanoTime();
    long tell = look + TELL.toNanos();
    while (System.nanoTime() - end < 0) {
      turmoil.step();
      if (System.nanoTime() - look >= 0) {
        sampler.look();
        look = System.nanoTime() + LOOK.toNanos();
      }
      if (System.nanoTime() - tell >= 0) {
        tell += TELL.toNanos();
        long left = TimeUnit.NANOSECONDS.toSeconds(end - System.nanoTime());
        out.println(
            "%d served, %d not, %d s to go".formatted(tally.served(), tally.failed(), left));
      }
    }
  }

  private void awaitNothingLeft(SupervisedNode node) {
    if (!SupervisedNode.awaitWithin(END, () -> left(node).isEmpty())) {
      problems.add("left when all clients had gone: " + left(node));
    }
  }

  /** Connections of clients and requests at instances; empty if there are none. */
  private static String left(SupervisedNode node) {
    JsonMapper json = new JsonMapper();
    try {
      JsonNode info = json.readTree(node.ask("show info --json").getFirst());
      long connections = info.path("connections").asLong(-1);
      long inFlight =
          json.readTree(node.ask("show instances soak --json").getFirst())
              .valueStream()
              .mapToLong(row -> row.path("in_flight").asLong(0))
              .sum();
      return connections == 0 && inFlight == 0
          ? ""
          : connections + " connections, " + inFlight + " requests in flight";
    } catch (IOException | RuntimeException e) {
      return e.toString();
    }
  }

  /** Connects; neither that nor a read takes longer than {@code limitMillis}. */
  static Socket connect(InetSocketAddress to, int limitMillis) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(limitMillis);
      socket.connect(to, limitMillis);
      return socket;
    } catch (IOException failed) {
      socket.close();
      throw failed;
    }
  }
}
