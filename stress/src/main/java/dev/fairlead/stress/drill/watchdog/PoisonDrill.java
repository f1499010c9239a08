package dev.fairlead.stress.drill.watchdog;

import dev.fairlead.stress.node.Launch;
import dev.fairlead.stress.node.Place;
import dev.fairlead.stress.node.SupervisedNode;
import dev.fairlead.stress.traffic.Origins;
import dev.fairlead.stress.traffic.Rate;
import dev.fairlead.stress.traffic.ServingNode;
import dev.fairlead.stress.traffic.Traffic;
import dev.fairlead.stress.traffic.WebConnection;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A row whose reading ends the process is written under load: the node is replaced until that
 * change is left out, then the row's previous value is served and everything else goes on.
 *
 * <p>Confined to one thread.
 */
public final class PoisonDrill {
  /** What {@code [control] debug = true} makes the catalog die of. */
  private static final String POISON = "{\"debug_crash\":\"halt\"}";

  private static final String HOST = "poison.test";
  private static final String SERVICE = "poison";
  private static final String SERVED = "200";
  private static final Duration BEFORE = Duration.ofSeconds(1);

  /** Starts that fail until the change is left out, with the pauses between them. */
  private static final Duration RECOVERY = Duration.ofSeconds(60);

  private final Path folder;
  private final Rate rate;
  private final PrintWriter out;
  private final List<String> problems = new ArrayList<>();

  /** A drill in {@code folder}, which exists. */
  public PoisonDrill(Path folder, Rate rate, PrintWriter out) {
    this.folder = folder;
    this.rate = rate;
    this.out = out;
  }

  /** Runs it; what went wrong, nothing if all is well. */
  public List<String> run(Launch launch) throws IOException {
    Calls calls = new Calls();
    try (ServingNode serving = ServingNode.start(Place.in(folder), "", launch)) {
      SupervisedNode node = serving.node();
      serving.origins().registerAlso(node.api(), SERVICE, HOST);
      node.await("the service that will be poisoned", () -> answers(node.place(), HOST));
      try (Traffic _ = serving.load(rate, calls)) {
        LockSupport.parkNanos(BEFORE.toNanos());
        poison(node);
      }
    }
    out.println(
        "%d requests served meanwhile, %d not; the first:%n  %s"
            .formatted(calls.served(), calls.broken(), calls.examples()));
    return problems;
  }

  private void poison(SupervisedNode node) throws IOException {
    long before = node.pid();
    long start = System.nanoTime();
    boolean acknowledged =
        node.api().write("UPDATE service SET policy = ? WHERE id = ?", POISON, SERVICE);
    out.println("the poisoned row was written%s".formatted(acknowledged ? "" : ", unacknowledged"));
    boolean served =
        SupervisedNode.awaitWithin(
            RECOVERY,
            () -> {
              boolean _ = answers(node.place(), HOST); // who loads the row dies of it
              return node.pid() > 0 && node.pid() != before && quarantined(node);
            });
    if (!served) {
      problems.add("nothing was quarantined within " + RECOVERY + ":\n" + node.lastLines(60));
      return;
    }
    node.awaitWorking();
    out.println(
        "quarantined after %d ms: %s"
            .formatted((System.nanoTime() - start) / 1_000_000, quarantine(node)));
    check(node);
  }

  private void check(SupervisedNode node) throws IOException {
    Place place = node.place();
    for (String host : List.of(HOST, Origins.HOST)) {
      String answer = ask(place, host);
      if (!answer.equals(SERVED)) {
        problems.add("%s is not served: %s%n%s".formatted(host, answer, node.lastLines(30)));
      }
    }
    boolean written =
        node.api().write("INSERT INTO service(id) VALUES ('after-poison')")
            && node.api().rows("SELECT id FROM service WHERE id = 'after-poison'").size() == 1;
    if (!written) {
      problems.add("nothing can be written beside the quarantine");
    }
  }

  private static boolean quarantined(SupervisedNode node) {
    return !quarantine(node).isEmpty();
  }

  /** The lines of {@code show feed} that name the row. */
  private static String quarantine(SupervisedNode node) {
    try {
      return String.join(
          "; ", node.ask("show feed").stream().filter(line -> line.contains(SERVICE)).toList());
    } catch (IOException notYet) {
      return "";
    }
  }

  private static boolean answers(Place place, String host) {
    return ask(place, host).equals(SERVED);
  }

  private static String ask(Place place, String host) {
    try (WebConnection client = WebConnection.open(place.web(), Traffic.LIMIT_MILLIS)) {
      WebConnection.Answer answer = client.get(host, "/", "");
      return (answer.status() + " " + answer.header("Fairlead-Error")).strip();
    } catch (IOException notNow) {
      return notNow.toString();
    }
  }
}
