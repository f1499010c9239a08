package dev.fairlead.proxy.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What is shown once the nodes are up: routes, traffic, a change, a hang, a summary.
 *
 * <pre>
 *   0 ─ reachable ─ traffic ──── ¼ a new instance ──── ½ a hang ──── summary ─ end
 * </pre>
 */
final class Story {
  /** Its node is the one that hangs; no other region needs it for the sample services. */
  static final Region VICTIM = Region.AMS;

  /** Explanations longer than this are cut. */
  private static final int MAX_STEPS = 14;

  private static final Duration REACHABLE = Duration.ofSeconds(10);

  /** How often the line that tells how it goes is written. */
  private static final long PROGRESS_NANOS = 200_000_000;

  private final Fleet fleet;
  private final Samples samples;
  private final Console console;
  private final int httpPort;
  private final Findings findings;

  Story(Fleet fleet, Samples samples, Console console, int httpPort, Findings findings) {
    this.fleet = fleet;
    this.samples = samples;
    this.console = console;
    this.httpPort = httpPort;
    this.findings = findings;
  }

  /** Registers the samples and asks for each of them in each region until the right one answers. */
  boolean reachable() throws InterruptedException {
    samples.register(fleet);
    List<String> wrong = new ArrayList<>();
    long nanos =
        Waiting.until(
            REACHABLE,
            () -> {
              wrong.clear();
              wrong.addAll(wrongAnswers());
              return wrong.isEmpty();
            });
    return findings.add(
        nanos >= 0,
        nanos >= 0
            ? "every service answered from every region, from its nearest instance"
            : "not every service was reachable: " + String.join("; ", wrong));
  }

  /** What was routed where, and why, in the words of the proxies themselves. */
  void explain() throws IOException {
    console.chapter("What is routed where, and why");
    explain(Region.AMS, Service.HELLO);
    explain(Region.NRT, Service.SHOP);
    explain(Region.AMS, Service.MAPS);
    explain(Region.NRT, Service.ECHO);
  }

  /** Traffic for the given time with a change and a hang in it, then the summary. */
  void run(long endNanos) throws IOException, InterruptedException {
    long start = System.nanoTime();
    long length = endNanos - start;
    console.chapter("Traffic");
    console.say("In each region a client of each service asks about 20 times a second.");
    try (Traffic traffic = new Traffic(httpPort)) {
      runUntil(start + length / 4, traffic);
      new ChangeDrill(fleet, samples, console, httpPort).run(VICTIM, findings);
      runUntil(start + length / 2, traffic);
      new HangDrill(fleet.node(VICTIM), traffic, console, httpPort).run(findings);
      runUntil(endNanos, traffic);
      traffic.end();
      summary(traffic);
    }
  }

  private List<String> wrongAnswers() {
    List<String> wrong = new ArrayList<>();
    for (Region region : Region.values()) {
      for (Service service : Service.values()) {
        try (Client client = new Client(region, service, httpPort)) {
          Visit visit = client.visit();
          String nearest = service.nearest(region).id();
          if (!visit.servedIn().equals(nearest)) {
            String got = visit.good() ? "served in " + visit.servedIn() : visit.problem();
            wrong.add("%s from %s: %s".formatted(service.id(), region.id(), got));
          }
        }
      }
    }
    return wrong;
  }

  private void explain(Region region, Service service) throws IOException {
    String what = service.tcp() ? "tcp :" + Region.ECHO_PORT : "GET http://" + service.host() + "/";
    console.say("%s, asked in %s:".formatted(what, region.id()));
    List<String> steps = fleet.node(region).ask("explain " + what);
    steps.stream().limit(MAX_STEPS).forEach(console::detail);
  }

  private void runUntil(long nanos, Traffic traffic) throws InterruptedException {
    while (nanos - System.nanoTime() > 0) {
      long left = (nanos - System.nanoTime()) / 1_000_000_000;
      console.progress(
          "%d requests, %d failed; %d s to the next event"
              .formatted(traffic.total(), traffic.failed(region -> true), left + 1));
      Waiting.pause(Math.min(PROGRESS_NANOS, nanos - System.nanoTime()));
    }
  }

  private void summary(Traffic traffic) {
    console.chapter("Summary");
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("arrived in", "service", "requests", "failed", "served in", "p50", "p99"));
    boolean nearest = true;
    for (Region region : Region.values()) {
      for (Service service : Service.values()) {
        Tally tally = traffic.tally(region, service);
        rows.add(row(region, service, tally));
        nearest &= tally.servedIn().keySet().equals(Set.of(service.nearest(region).id()));
      }
    }
    console.table(rows);
    findings.add(nearest, "each request was served by the nearest region that has an instance");
    long others = traffic.failed(region -> region != VICTIM);
    String names =
        Arrays.stream(Region.values())
            .filter(region -> region != VICTIM)
            .map(Region::id)
            .reduce((a, b) -> a + " and " + b)
            .orElse("");
    findings.add(others == 0, "%d requests failed in %s".formatted(others, names));
  }

  private static List<String> row(Region region, Service service, Tally tally) {
    return List.of(
        region.id(),
        service.id(),
        Long.toString(tally.total()),
        Long.toString(tally.failed()),
        String.join(", ", tally.servedIn().keySet()),
        String.format(Locale.ROOT, "%.1f ms", tally.millis(50)),
        String.format(Locale.ROOT, "%.1f ms", tally.millis(99)));
  }
}
