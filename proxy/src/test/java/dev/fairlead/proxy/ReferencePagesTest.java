package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.proxy.ledger.WatchdogMetrics;
import dev.fairlead.proxy.observe.Ending;
import dev.fairlead.proxy.route.Fault;
import dev.fairlead.watchdog.ledger.LedgerPage;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of {@code docs/reference} say what a running node does. */
final class ReferencePagesTest {
  private static final Path PAGES = Path.of("..", "docs", "reference");

  /** Meters that appear with their first event. */
  private static final Set<String> ON_DEMAND =
      Set.of(
          "fairlead_edge_certificate_not_after_seconds",
          "fairlead_edge_certificates_broken",
          "fairlead_edge_errors_total",
          "fairlead_edge_route_rulings_total",
          "fairlead_upstream_backhaul_rtt_seconds",
          "fairlead_upstream_ejections_total",
          "fairlead_upstream_instance_failures_total",
          "fairlead_upstream_instance_requests_total",
          "fairlead_upstream_request_seconds",
          "fairlead_upstream_requests_total");

  @TempDir static Path folder;
  private static RunningNode node;

  @BeforeAll
  static void start() throws Exception {
    node = RunningNode.start(folder, "[admin]\nbind = \"127.0.0.1:0\"\n");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static String page(String name) throws IOException {
    return Files.readString(PAGES.resolve(name));
  }

  private static Set<String> matches(String pattern, String text) {
    return Pattern.compile(pattern, Pattern.MULTILINE)
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** As a node under a watchdog shows them. */
  private static String metrics() throws Exception {
    PrometheusMeterRegistry watched = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    WatchdogMetrics.register(watched, LedgerPage.create(folder.resolve("ledger")));
    return node.get("/metrics").body() + watched.scrape();
  }

  @Test
  void metricsPageHasEveryMeterAndNoOther() throws Exception {
    Set<String> real = matches("^# TYPE (fairlead_\\w+) ", metrics());
    real.addAll(ON_DEMAND);
    assertEquals(real, matches("^\\| `(fairlead_\\w+)", page("metrics.md")));
  }

  @Test
  void metricsPageNamesTheTypeAndLabelsOfEveryMeter() throws Exception {
    String real = metrics();
    for (String line : real.lines().filter(l -> l.startsWith("# TYPE fairlead_")).toList()) {
      String[] words = line.split(" ");
      String labels =
          matches("^" + words[2] + "\\{([^}]*)\\}", real).stream()
              .limit(1)
              .map(found -> found.replaceAll("=\"[^\"]*\"", ""))
              .collect(Collectors.joining());
      String named = words[2] + (labels.isEmpty() ? "" : "{" + labels + "}");
      String row = "| `" + named + "` | " + words[3] + " |";
      assertTrue(page("metrics.md").contains(row), row);
    }
  }

  @Test
  void errorsPageHasEveryCodeWithItsStatusAndWords() throws IOException {
    for (Fault fault : Fault.values()) {
      String later = fault.retryLater() ? ", `Retry-After`" : "";
      String row =
          "| %s | %d%s | %s |".formatted(fault.name(), fault.status(), later, fault.words());
      assertTrue(page("errors.md").contains(row), row);
    }
    String source =
        Files.readString(Path.of("src/main/java/dev/fairlead/proxy/http/BadRequest.java"));
    assertEquals(
        matches("(\"FQ\\d+\", \\d+)", source).stream()
            .map(found -> found.replace("\"", "").replace(", ", " | "))
            .collect(Collectors.toCollection(TreeSet::new)),
        matches("^\\| (FQ\\d+ \\| \\d+)", page("errors.md")));
  }

  @Test
  void accessLogPageHasEveryEnding() throws IOException {
    Set<String> real =
        Stream.of(Ending.values())
            .map(Ending::letters)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(real, matches("^\\| `(..)` \\|", page("access-log.md")));
  }

  @Test
  void controlPageHasEveryCommand() throws IOException {
    String page = page("control.md");
    for (String line : node.ask("help").stream().skip(1).toList()) {
      String command = line.split(" {2,}")[0];
      assertTrue(page.contains("`" + command + "`"), command);
    }
  }
}
