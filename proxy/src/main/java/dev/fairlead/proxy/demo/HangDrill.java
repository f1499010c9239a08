package dev.fairlead.proxy.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Hangs one proxy the way that once took a whole fleet down, a catalog lock that nobody gives back,
 * and sees what its watchdog makes of it while traffic runs.
 */
final class HangDrill {
  /** What the demo promises: the deadline of the watchdog and three seconds. */
  static final Duration PROMISE = Duration.ofMillis(3_500);

  private static final Duration LIMIT = Duration.ofSeconds(15);

  private final DemoNode victim;
  private final Traffic traffic;
  private final Console console;
  private final int httpPort;

  HangDrill(DemoNode victim, Traffic traffic, Console console, int httpPort) {
    this.victim = victim;
    this.traffic = traffic;
    this.console = console;
    this.httpPort = httpPort;
  }

  /** Carries it out. */
  void run(Findings findings) throws IOException, InterruptedException {
    String region = victim.region().id();
    long before = victim.pid();
    long failedBefore = traffic.failed(victim.region()::equals);
    console.chapter("A proxy that hangs");
    console.say(
        "A lock in the proxy of %s (process %d) is taken and never given back."
            .formatted(region, before));
    victim.tell("debug hang lock");
    long nanos = Waiting.until(LIMIT, () -> victim.pid() != before && victim.answers());
    if (nanos < 0) {
      findings.add(false, "the watchdog of %s did not replace the hung proxy".formatted(region));
      return;
    }
    long millis = nanos / 1_000_000;
    victim.logLines(" watchdog WARN").forEach(console::detail);
    victim.logLines("serves again").forEach(console::detail);
    boolean back = Waiting.until(LIMIT, this::allServed) >= 0;
    console.say(
        "Process %d works in its place %d ms after the hang. %s"
            .formatted(victim.pid(), millis, outage(failedBefore)));
    findings.add(
        millis < PROMISE.toMillis() && back,
        "the hung proxy of %s was replaced within %d ms (promised: %d)"
            .formatted(region, millis, PROMISE.toMillis()));
    evidence(findings);
  }

  /** What the clients of the hung region noticed. */
  private String outage(long failedBefore) {
    List<Visit> failures = traffic.failures(victim.region());
    long failed = failures.size() - failedBefore;
    if (failed <= 0) {
      return "No request failed in " + victim.region().id() + " either.";
    }
    List<Visit> own = failures.subList((int) failedBefore, failures.size());
    long from = own.stream().mapToLong(Visit::startNanos).min().orElse(0);
    long to = own.stream().mapToLong(Visit::endNanos).max().orElse(0);
    return "Meanwhile %d requests failed in %s, over %d ms."
        .formatted(failed, victim.region().id(), (to - from) / 1_000_000);
  }

  private boolean allServed() {
    for (Service service : Service.values()) {
      try (Client client = new Client(victim.region(), service, httpPort)) {
        if (!client.visit().good()) {
          return false;
        }
      }
    }
    return true;
  }

  private void evidence(Findings findings) throws IOException, InterruptedException {
    Path all = victim.data().resolve("evidence");
    if (!Files.isDirectory(all)) {
      findings.add(false, "the watchdog left no evidence in " + all);
      return;
    }
    // It is written while the next process serves already.
    boolean named = Waiting.until(LIMIT, () -> newestSummary(all).contains("lock")) >= 0;
    findings.add(named, "the evidence names the lock that hung");
    console.detail("evidence: " + newest(all));
  }

  private static Path newest(Path all) throws IOException {
    try (Stream<Path> folders = Files.list(all)) {
      return folders.max(Comparator.naturalOrder()).orElse(all);
    }
  }

  private static String newestSummary(Path all) {
    try {
      return Files.readString(newest(all).resolve("summary.md"));
    } catch (IOException notYet) {
      return "";
    }
  }
}
