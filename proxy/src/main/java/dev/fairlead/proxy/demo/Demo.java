package dev.fairlead.proxy.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The demo from its first line to its exit code. Used by one thread. */
final class Demo {
  private final Console console;
  private final Cleanup cleanup;
  private final int httpPort;
  private final Findings findings = new Findings();
  private final Fleet fleet = new Fleet();
  private final Samples samples = new Samples();

  Demo(Console console, Cleanup cleanup, int httpPort) {
    this.console = console;
    this.cleanup = cleanup;
    this.httpPort = httpPort;
  }

  /**
   * Runs it.
   *
   * @param folder where configurations, data and logs go
   * @param length from the moment the nodes are up; null until Ctrl-C
   * @return whether all of it held
   */
  boolean run(Path folder, @Nullable Duration length) throws IOException, InterruptedException {
    Ports.checkFree(httpPort);
    start(folder);
    long up = System.nanoTime();
    Story story = new Story(fleet, samples, console, httpPort, findings);
    if (story.reachable()) {
      story.explain();
      if (length == null) {
        stay();
      } else {
        story.run(up + length.toNanos());
      }
    }
    console.say("");
    findings.all().forEach(finding -> console.check(finding.held(), finding.text()));
    console.say(findings.passed() ? "PASS" : "FAIL; logs and evidence stay in " + folder);
    return findings.passed();
  }

  private void start(Path folder) throws IOException, InterruptedException {
    console.say(
        "Fairlead demo: three regions on this machine, one proxy in each, watched by a watchdog.");
    console.table(regions());
    console.say("Starting them; logs and data are in " + folder);
    cleanup.add(samples::close);
    cleanup.add(fleet::close);
    samples.start();
    fleet.start(Files.createDirectories(folder), httpPort);
    long nanos = fleet.awaitReady();
    findings.add(true, "all three regions started, within " + nanos / 1_000_000 + " ms");
    console.say("All three are ready after %d ms.".formatted(nanos / 1_000_000));
    console.chapter("The sample services");
    console.table(services());
  }

  /** Until Ctrl-C; the shutdown hook cleans up. */
  private void stay() throws InterruptedException {
    console.chapter("It is yours until Ctrl-C");
    String launcher = System.getenv("FAIRLEAD_LAUNCHER") == null ? "fairlead" : "./fairlead";
    for (DemoNode node : fleet.nodes()) {
      console.detail("page of %s: %s".formatted(node.region().id(), node.api().page()));
    }
    console.say("Try:");
    console.detail(
        "curl -H 'Host: maps.demo' http://%s:%d/".formatted(Region.AMS.host(), httpPort));
    console.detail("nc %s %d".formatted(Region.NRT.host(), Region.ECHO_PORT));
    for (String command :
        List.of("explain GET http://shop.demo/", "show info", "debug hang lock")) {
      console.detail(
          "%s ctl --socket %s %s".formatted(launcher, fleet.node(Region.AMS).socket(), command));
    }
    new CountDownLatch(1).await();
  }

  private List<List<String>> regions() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("region", "clients connect to", "page of the node", "said to be away"));
    for (Region region : Region.values()) {
      String distances =
          Arrays.stream(Region.values())
              .filter(other -> other != region)
              .map(other -> other.id() + " " + region.millisTo(other) + " ms")
              .collect(Collectors.joining(", "));
      rows.add(
          List.of(
              region.id(),
              region.host() + ":" + httpPort,
              "http://" + region.host() + ":" + Region.ADMIN_PORT + "/",
              distances));
    }
    return rows;
  }

  private List<List<String>> services() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("service", "clients ask for", "runs in"));
    for (Service service : Service.values()) {
      rows.add(
          List.of(
              service.id(),
              service.tcp() ? "TCP port " + Region.ECHO_PORT : "http://" + service.host() + "/",
              service.regions().stream().map(Region::id).collect(Collectors.joining(", "))));
    }
    return rows;
  }
}
