package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What users see of active checks, on real nodes with real instances. */
@Timeout(120)
final class HealthChecksTest {
  private static final String ADMIN = "[admin]\nbind = \"127.0.0.1:0\"\n";
  private static final String CHECK =
      "{\"check\":{\"type\":\"http\",\"path\":\"/healthz\",\"interval\":\"200ms\",\"rise\":1,\"fall\":2}}";

  @TempDir Path folder;

  private static void write(RunningNode node, String... statements) {
    try {
      StringBuilder json = new StringBuilder("[");
      for (String statement : statements) {
        json.append(json.length() > 1 ? "," : "").append('"');
        json.append(statement.replace("\"", "\\\"")).append('"');
      }
      assertEquals(200, node.post("/v1/transactions", json + "]").statusCode());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void serve(RunningNode node, String policy) {
    write(
        node,
        "INSERT INTO service (id, policy) VALUES ('app', '" + policy + "')",
        "INSERT INTO route (id, service, host) VALUES ('app', 'app', 'app.test')");
  }

  private static void add(RunningNode node, String id, CheckedInstance instance) {
    write(
        node,
        "INSERT INTO instance (id, service, endpoint) VALUES ('%s', 'app', '%s')"
            .formatted(id, instance.endpoint()));
  }

  private static String ask(RunningNode node, String command) {
    try {
      return String.join("\n", node.ask(command));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the node shows of one column of an instance; empty if it has no such row. */
  private static String shown(RunningNode node, String id, String column) {
    Matcher cell =
        Pattern.compile("\"id\":\"" + id + "\"[^}]*\"" + column + "\":\"([^\"]*)\"")
            .matcher(ask(node, "show instances --json"));
    return cell.find() ? cell.group(1) : "";
  }

  private static void awaitHealth(RunningNode node, String id, String health) {
    Waits.until(() -> shown(node, id, "health").equals(health));
  }

  /** Who answers some requests that come to {@code node}; the proxy's error codes among them. */
  private static Set<String> answers(RunningNode node) {
    int port =
        node.node().listeners().stream()
            .filter(listener -> listener.name().equals("web"))
            .findFirst()
            .orElseThrow()
            .address()
            .getPort();
    Set<String> answers = new HashSet<>();
    try (RawClient client = new RawClient(port)) {
      for (int i = 0; i < 20; i++) {
        RawClient.Response response = client.get("app.test", "/");
        String code = response.header("fairlead-error");
        answers.add(code.isEmpty() ? response.body() : code.substring(0, 4));
      }
    } catch (IOException e) {
      answers.add(e.toString());
    }
    return answers;
  }

  private static void awaitAnswers(RunningNode node, String... expected) {
    Waits.until(() -> answers(node).equals(Set.of(expected)));
  }

  private RunningNode join(String name, RunningNode other) throws Exception {
    return RunningNode.join(Files.createDirectory(folder.resolve(name)), name, other);
  }

  @Test
  void anInstanceThatFailsLeavesTheRoutingOfEveryNodeUntilItPasses() throws Exception {
    try (CheckedInstance one = new CheckedInstance("one");
        CheckedInstance two = new CheckedInstance("two");
        RunningNode owner = RunningNode.start(folder, ADMIN);
        RunningNode near = join("waw-2", owner);
        RunningNode far = join("ams-1", owner)) {
      serve(owner, CHECK);
      add(owner, "i1", one);
      add(owner, "i2", two);
      awaitAnswers(near, "one", "two");
      awaitAnswers(far, "one", "two");

      one.answers(503);
      awaitHealth(near, "i1", "failing");
      awaitAnswers(near, "two");
      awaitAnswers(far, "two");
      assertEquals("status 503", shown(owner, "i1", "check_reason"));
      assertEquals("", shown(near, "i1", "check_reason"), "only the owner knows why");
      String explained = ask(owner, "explain GET http://app.test/");
      assertTrue(
          explained.matches("(?s).*\\ncheck: instance i1 fails since \\S+: status 503\\n.*"),
          explained);

      two.answers(500);
      awaitAnswers(near, "FR02");
      awaitAnswers(far, "FR02");

      one.answers(200);
      two.answers(302);
      awaitAnswers(near, "one", "two");
      awaitAnswers(far, "one", "two");

      owner.leave();
      awaitAnswers(near, "FR02");
      assertEquals("passing", shown(near, "i1", "health"), "the row stays, its owner is gone");
    }
  }

  @Test
  void handWrittenHealthIsPutRightUnderACheckAndLeftAloneWithoutOne() throws Exception {
    try (CheckedInstance instance = new CheckedInstance("one");
        RunningNode node = RunningNode.start(folder, ADMIN)) {
      serve(node, CHECK);
      add(node, "i1", instance);
      awaitHealth(node, "i1", "passing");
      write(node, "UPDATE instance SET health = 'failing' WHERE id = 'i1'");
      awaitHealth(node, "i1", "passing");

      write(node, "UPDATE service SET policy = '{}' WHERE id = 'app'");
      awaitHealth(node, "i1", "unknown");
      write(node, "UPDATE instance SET health = 'failing' WHERE id = 'i1'");
      CheckedInstance other = new CheckedInstance("two");
      try (other) {
        write(
            node,
            "INSERT INTO service (id, policy) VALUES ('other', '" + CHECK + "')",
            "INSERT INTO instance (id, service, endpoint) VALUES ('i2', 'other', '"
                + other.endpoint()
                + "')");
        awaitHealth(node, "i2", "passing"); // the checks have taken in what came before
        assertEquals("failing", shown(node, "i1", "health"));
        awaitAnswers(node, "FR02");
      }
    }
  }

  @Test
  void aChangedPolicyTakesEffectWithoutARestart() throws Exception {
    try (CheckedInstance instance = new CheckedInstance("one");
        RunningNode node = RunningNode.start(folder, ADMIN)) {
      serve(node, "{}");
      add(node, "i1", instance);
      awaitAnswers(node, "one");
      assertEquals(0, instance.checks());
      write(node, "UPDATE service SET policy = '" + CHECK + "' WHERE id = 'app'");
      Waits.until(() -> instance.checks("/healthz") > 1);
      write(
          node,
          "UPDATE service SET policy = '"
              + CHECK.replace("/healthz", "/ready")
              + "' WHERE id = 'app'");
      Waits.until(() -> instance.checks("/ready") > 1);
      long before = instance.checks("/healthz");
      Waits.until(() -> instance.checks("/ready") > 4);
      assertEquals(before, instance.checks("/healthz"));
    }
  }

  @Test
  void whatIsDrainedOrRemovedIsCheckedNoMore() throws Exception {
    try (CheckedInstance drained = new CheckedInstance("one");
        CheckedInstance removed = new CheckedInstance("two");
        CheckedInstance stays = new CheckedInstance("three");
        RunningNode node = RunningNode.start(folder, ADMIN)) {
      serve(node, CHECK);
      add(node, "i1", drained);
      add(node, "i2", removed);
      add(node, "i3", stays);
      Waits.until(() -> drained.checks() > 0 && removed.checks() > 0);
      write(
          node,
          "UPDATE instance SET state = 'drain' WHERE id = 'i1'",
          "DELETE FROM instance WHERE id = 'i2'");
      Waits.until(() -> shown(node, "i1", "check_reason").startsWith("not checked, its state"));
      awaitChecks(stays, 2); // the last that were begun before are over
      int before = drained.checks() + removed.checks();
      awaitChecks(stays, 4);
      assertEquals(before, drained.checks() + removed.checks());
      ask(node, "set instance i1 state up");
      awaitChecks(drained, 1);
    }
  }

  private static void awaitChecks(CheckedInstance instance, int more) {
    int enough = instance.checks() + more;
    Waits.until(() -> instance.checks() >= enough);
  }

  @Test
  void anInstanceThatFlapsIsWrittenOnceASecondAtMost() throws Exception {
    try (CheckedInstance instance = new CheckedInstance("one");
        RunningNode node = RunningNode.start(folder, ADMIN)) {
      instance.status = number -> number % 2 == 0 ? 200 : 503;
      serve(node, "{\"check\":{\"type\":\"http\",\"interval\":\"100ms\",\"rise\":1,\"fall\":1}}");
      add(node, "i1", instance);
      long begun = System.nanoTime();
      long before = head(node);
      awaitChecks(instance, 30);
      long written = head(node) - before;
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
      assertTrue(written <= seconds + 2, () -> written + " writes in " + seconds + " s");
      Waits.until(() -> head(node) > before);
    }
  }

  /** How many versions the node has written for its region. */
  private static long head(RunningNode node) {
    Matcher head =
        Pattern.compile("\"head_waw-1_region:waw\":(\\d+)").matcher(ask(node, "show info --json"));
    return head.find() ? Long.parseLong(head.group(1)) : 0;
  }

  @Test
  void operatorsSeeWhatIsCheckedWhatFailsAndWhy() throws Exception {
    try (CheckedInstance instance = new CheckedInstance("one");
        RunningNode node = RunningNode.start(folder, ADMIN)) {
      serve(node, "{\"check\":{\"type\":\"http\",\"interval\":\"200ms\",\"expect\":[204]}}");
      add(node, "i1", instance);
      awaitHealth(node, "i1", "failing");
      assertEquals("failing", shown(node, "i1", "check_says"));
      assertEquals("status 200", shown(node, "i1", "check_reason"));
      assertTrue(shown(node, "i1", "check_since").startsWith("20"), "a time");
      String metrics = node.get("/metrics").body();
      assertTrue(metrics.contains("fairlead_upstream_checked_instances 1.0"), metrics);
      assertTrue(metrics.contains("fairlead_upstream_failing_instances 1.0"), metrics);
      assertTrue(metrics.contains("fairlead_upstream_checks_total{result=\"status\"}"), metrics);
    }
  }

  @Test
  void aCheckThatCannotBeUsedIsNamedAndNotMade() throws Exception {
    try (CheckedInstance instance = new CheckedInstance("one");
        RunningNode node = RunningNode.start(folder, ADMIN)) {
      serve(node, CHECK.replace("200ms", "1ms"));
      add(node, "i1", instance);
      awaitAnswers(node, "one");
      String services = ask(node, "show services");
      assertTrue(
          services.contains("policy key 'check': interval \"1ms\" is not within 100 ms"), services);
      assertEquals("", shown(node, "i1", "check_says"));
      assertEquals("unknown", shown(node, "i1", "health"));
    }
  }

  @Test
  void aTcpCheckFindsOutWhoListens() throws Exception {
    try (CheckedInstance instance = new CheckedInstance("one");
        RunningNode node = RunningNode.start(folder, ADMIN)) {
      serve(node, "{\"check\":{\"type\":\"tcp\",\"interval\":\"200ms\",\"fall\":1}}");
      add(node, "i1", instance);
      awaitHealth(node, "i1", "passing");
      instance.dies();
      awaitHealth(node, "i1", "failing");
      assertEquals("refuses connections", shown(node, "i1", "check_reason"));
    }
  }
}
