package dev.fairlead.stress.drill;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * One run of the drill, from starting the nodes to the verdict.
 *
 * <pre>
 *   changes (one thread) ──► truth ◄── judge ◄── clients (two per region) ──► proxies
 *        └──► rows of three replicas ──► catalogs, small, their locks hung now and then
 *   then: nothing changes ──► final check
 * </pre>
 *
 * <p>Confined to one thread.
 */
final class Drill implements AutoCloseable {
  private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int EVIDENCE_LINES = 60;

  private final DrillSettings settings;
  private final PrintWriter out;
  private final Journal journal = new Journal();
  private final Truth truth = new Truth();
  private final LockHolds holds = new LockHolds();
  private final SplittableRandom random;
  private final Servers servers;
  private final Map<Region, DrillNode> nodes = new EnumMap<>(Region.class);
  private final Changes changes;
  private final Load load;
  private final HeapWatch heap;

  Drill(DrillSettings settings, PrintWriter out) throws IOException {
    this.settings = settings;
    this.out = out;
    this.random = new SplittableRandom(settings.seed());
    long staleness = DrillSettings.STALENESS.toNanos();
    this.servers = new Servers(DrillSettings.SERVERS, 2 * staleness);
    this.changes = new Changes(nodes, servers, truth, journal, random.split());
    this.load = new Load(new Judge(truth, holds, staleness), journal, DrillSettings.SERVICES);
    this.heap = new HeapWatch(Math.clamp(settings.time().toSeconds() / 20, 1, 10));
  }

  /** Runs it; whether everything was right. */
  boolean run() throws IOException, InterruptedException {
    out.println("drill: seed %d, %d s".formatted(settings.seed(), settings.time().toSeconds()));
    start();
    changes.begin(DrillSettings.SERVICES);
    List<Thread> clients = clients();
    String broken = change();
    load.stop();
    for (Thread client : clients) {
      client.join();
    }
    List<String> problems = broken.isEmpty() ? settled() : List.of(broken);
    if (!heap.problem().isEmpty()) {
      problems = new ArrayList<>(problems);
      problems.add(heap.problem());
    }
    return report(problems);
  }

  private void start() throws IOException {
    List<String> join = new ArrayList<>();
    for (Region region : Region.values()) {
      DrillNode node =
          new DrillNode(
              region, Files.createDirectories(settings.folder().resolve(region.id())), join);
      nodes.put(region, node);
      join.add(node.gossipAddress());
    }
    long deadline = System.nanoTime() + SETTLE_NANOS;
    for (DrillNode node : nodes.values()) {
      while (node.alive() < nodes.size()) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("the nodes did not find each other");
        }
        LockSupport.parkNanos(10_000_000);
      }
    }
  }

  private List<Thread> clients() {
    List<Thread> clients = new ArrayList<>();
    for (DrillNode node : nodes.values()) {
      for (int i = 0; i < DrillSettings.CLIENTS; i++) {
        SplittableRandom its = random.split();
        clients.add(
            Thread.ofPlatform()
                .name("drill-client-" + node.region().id() + "-" + i)
                .start(() -> load.run(node, its)));
      }
    }
    return clients;
  }

  /** Changes rows, hangs locks and looks at the heap until the time is over; why it ended early. */
  private String change() {
    Hanger hanger = new Hanger(List.copyOf(nodes.values()), holds, journal, random.split());
    long end = System.nanoTime() + settings.time().toNanos();
    try {
      while (System.nanoTime() - end < 0 && journal.wrongCount() == 0) {
        changes.step();
        hanger.step();
        heap.step();
        LockSupport.parkNanos(DrillSettings.PAUSE.toNanos());
      }
      return "";
    } catch (IOException e) {
      return "the drill could not go on: " + e.getMessage();
    }
  }

  /** Checks until nothing is wrong, at most a minute. */
  private List<String> settled() throws IOException {
    FinalCheck check = new FinalCheck(List.copyOf(nodes.values()), changes.model());
    long deadline = System.nanoTime() + SETTLE_NANOS;
    List<String> problems = check.problems();
    while (!problems.isEmpty() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(100_000_000);
      problems = check.problems();
    }
    return problems;
  }

  private boolean report(List<String> problems) throws IOException {
    out.println("changes: " + changes.counts());
    out.println("answers: " + load.answers());
    out.println(
        "staleness seen: p99 %d ms, max %d ms (allowed %d ms)"
            .formatted(
                load.staleMicros().getValueAtPercentile(99) / 1000,
                load.staleMicros().getMaxValue() / 1000,
                DrillSettings.STALENESS.toMillis()));
    for (DrillNode node : nodes.values()) {
      out.println(node.region().id() + ": " + catalog(node));
    }
    out.println("locks held on purpose: " + holds.count());
    out.println(heap.text());
    boolean fine = problems.isEmpty() && journal.wrongCount() == 0;
    if (!fine) {
      evidence(problems);
    }
    out.println(
        "drill: %s, %d wrong answers, %d problems at the end; seed %d"
            .formatted(
                fine ? "passed" : "FAILED",
                journal.wrongCount(),
                problems.size(),
                settings.seed()));
    return fine;
  }

  private static String catalog(DrillNode node) throws IOException {
    JsonNode catalog = node.json("show catalog");
    long timeouts = 0;
    for (JsonNode lock : node.json("show locks")) {
      timeouts += lock.path("timeouts").asLong();
    }
    String tables =
        List.of("hosts", "services").stream()
            .map(name ->
                name
                    + List.of("loaded", "loads_started", "loads_failed", "refreshed", "evicted")
                        .stream()
                        .map(fact -> fact + "=" + catalog.path(name).path(fact).asString())
                        .collect(Collectors.joining(" ", "[", "]")))
            .collect(Collectors.joining(" "));
    return tables + " lock timeouts=" + timeouts;
  }

  private void evidence(List<String> problems) {
    journal.firstWrong().forEach(out::println);
    problems.stream().limit(EVIDENCE_LINES).forEach(problem -> out.println("WRONG: " + problem));
    out.println("the last events:");
    journal.last(EVIDENCE_LINES).forEach(out::println);
    for (DrillNode node : nodes.values()) {
      for (String command : List.of("ping", "show catalog", "show locks", "show feed")) {
        try {
          out.println(node.region().id() + ": " + command);
          node.control(command).forEach(line -> out.println("  " + line));
        } catch (IOException e) {
          out.println("  no answer: " + e.getMessage());
        }
      }
    }
  }

  @Override
  public void close() {
    load.stop();
    List.copyOf(nodes.values()).reversed().forEach(DrillNode::close);
    servers.close();
  }
}
