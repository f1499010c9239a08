package dev.fairlead.stress.drill.watchdog;

import dev.fairlead.stress.node.Launch;
import dev.fairlead.stress.node.Place;
import dev.fairlead.stress.node.SupervisedNode;
import dev.fairlead.stress.traffic.Rate;
import dev.fairlead.stress.traffic.ServingNode;
import dev.fairlead.stress.traffic.Traffic;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * {@code kill -9} of the watchdog under load, again and again: the node goes on serving, the next
 * watchdog adopts it and replaces it by a node of its own, and no request fails. At the end no
 * process and no socket file is left.
 *
 * <p>Confined to one thread.
 */
public final class AdoptionDrill {
  /** How long the node is left alone, and how long load goes on after each adoption. */
  private static final Duration ALONE = Duration.ofSeconds(1);

  private final Path folder;
  private final int times;
  private final Rate rate;
  private final PrintWriter out;
  private final List<String> problems = new ArrayList<>();

  /**
   * A drill.
   *
   * @param folder for everything; exists
   * @param times how often the watchdog is killed
   */
  public AdoptionDrill(Path folder, int times, Rate rate, PrintWriter out) {
    this.folder = folder;
    this.times = times;
    this.rate = rate;
    this.out = out;
  }

  /** Runs it; what went wrong, nothing if all is well. */
  public List<String> run(Launch launch) throws IOException {
    Place place = Place.in(folder);
    Calls calls = new Calls();
    try (ServingNode serving = ServingNode.start(place, "", launch)) {
      try (Traffic _ = serving.load(rate, calls)) {
        for (int i = 0; i < times; i++) {
          killAndAdopt(serving.node());
        }
      }
      List<Long> left = serving.node().stop();
      if (!left.isEmpty()) {
        problems.add("processes left behind: " + left);
      }
    }
    problems.addAll(calls.problems());
    lookForSockets(place);
    out.println("%d requests served, %d not".formatted(calls.served(), calls.broken()));
    return problems;
  }

  private void killAndAdopt(SupervisedNode node) throws IOException {
    long orphan = node.pid();
    node.processes().kill(node.watchdogPid());
    boolean _ = SupervisedNode.awaitWithin(SupervisedNode.LIMIT, () -> !node.supervised());
    LockSupport.parkNanos(ALONE.toNanos());
    if (node.pid() != orphan || node.ping() < 0) {
      problems.add("node %d did not survive its watchdog".formatted(orphan));
    }
    long start = System.nanoTime();
    node.restartWatchdog();
    node.await("a node of the new watchdog", () -> isAnother(node.pid(), orphan));
    node.await("the orphan's end", () -> !node.processes().isOurs(orphan));
    node.awaitWorking();
    out.println(
        "orphan %d adopted and replaced by %d, %d ms after the start of the new watchdog"
            .formatted(orphan, node.pid(), (System.nanoTime() - start) / 1_000_000));
    LockSupport.parkNanos(ALONE.toNanos());
  }

  private static boolean isAnother(long pid, long orphan) {
    return pid > 0 && pid != orphan;
  }

  private void lookForSockets(Place place) throws IOException {
    try (Stream<Path> files = Files.list(place.data())) {
      files
          .filter(file -> file.toString().endsWith(".sock"))
          .forEach(file -> problems.add("a stale socket file: " + file.getFileName()));
    }
  }
}
