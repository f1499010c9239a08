package dev.fairlead.stress.drill.watchdog;

import dev.fairlead.stress.node.Launch;
import dev.fairlead.stress.node.Place;
import dev.fairlead.stress.node.SupervisedNode;
import dev.fairlead.stress.traffic.Rate;
import dev.fairlead.stress.traffic.ServingNode;
import dev.fairlead.stress.traffic.Traffic;
import dev.fairlead.stress.traffic.WebSockets;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The binary is replaced under 200 requests a second and 50 WebSockets: no request fails, and the
 * WebSockets go on in the old process until its drain limit.
 *
 * <p>Confined to one thread.
 */
public final class UpgradeDrill {
  private static final int WEB_SOCKETS = 50;
  private static final Rate RATE = new Rate(100, 10, 0); // 200 requests each second

  /** Load before and after. */
  private static final Duration AROUND = Duration.ofSeconds(1);

  private final Path folder;
  private final boolean toTheLimit;
  private final PrintWriter out;
  private final List<String> problems = new ArrayList<>();

  /**
   * A drill.
   *
   * @param folder for everything; exists
   * @param toTheLimit whether to wait until the old process ends at its drain limit, and see that
   *     the WebSockets lived so long; otherwise they are closed by their clients, and it ends then
   */
  public UpgradeDrill(Path folder, boolean toTheLimit, PrintWriter out) {
    this.folder = folder;
    this.toTheLimit = toTheLimit;
    this.out = out;
  }

  /** Runs it; what went wrong, nothing if all is well. */
  public List<String> run(Launch launch) throws IOException {
    Calls calls = new Calls();
    try (ServingNode serving = ServingNode.start(Place.in(folder), "", launch);
        Traffic _ = serving.load(RATE, calls)) {
      replace(serving.node());
    }
    problems.addAll(calls.problems());
    out.println("%d requests served, %d not".formatted(calls.served(), calls.broken()));
    return problems;
  }

  private void replace(SupervisedNode node) throws IOException {
    Calls messages = new Calls();
    long before = node.pid();
    try (WebSockets sockets = WebSockets.open(node.place().web(), WEB_SOCKETS, messages)) {
      LockSupport.parkNanos(AROUND.toNanos());
      long start = System.nanoTime();
      String answer = node.ask("reload --binary").getFirst();
      out.println("reload --binary: " + answer);
      node.await("another node", () -> node.pid() > 0 && node.pid() != before);
      out.println(
          "node %d replaced by %d after %d ms"
              .formatted(before, node.pid(), (System.nanoTime() - start) / 1_000_000));
      LockSupport.parkNanos(AROUND.toNanos());
      if (sockets.open() < WEB_SOCKETS || messages.broken() > 0) {
        problems.add(
            "only %d of %d WebSockets live after the replacement:\n  %s"
                .formatted(sockets.open(), WEB_SOCKETS, messages.examples()));
      }
      if (toTheLimit) {
        awaitLimit(node, before, start, sockets);
      }
    }
    node.await("the end of the old process", () -> !node.processes().isOurs(before));
    LockSupport.parkNanos(AROUND.toNanos());
    out.println("%d messages came back over WebSockets".formatted(messages.served()));
  }

  private void awaitLimit(SupervisedNode node, long before, long start, WebSockets sockets)
      throws IOException {
    node.await("the end of the WebSockets", () -> sockets.open() < WEB_SOCKETS);
    long lived = (System.nanoTime() - start) / 1_000_000;
    boolean there = node.processes().isOurs(before);
    out.println(
        "the first WebSocket ended after %d ms, the old process %s then"
            .formatted(lived, there ? "was there" : "was gone"));
  }
}
