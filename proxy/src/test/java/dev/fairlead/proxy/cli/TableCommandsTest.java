package dev.fairlead.proxy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.proxy.RunningNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TableCommandsTest {
  @TempDir static Path folder;
  private static RunningNode node;

  @BeforeAll
  static void start() throws Exception {
    node = RunningNode.start(folder, "[admin]\nbind = \"127.0.0.1:0\"\ntoken = \"right\"\n");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static CommandLineRun run(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--api", node.api(), "--token", "right"));
    return CommandLineRun.of(all.toArray(String[]::new));
  }

  @Test
  void setInsertsThenUpdatesJustTheGivenColumns() {
    assertEquals(0, run("service", "set", "s1", "--protocol", "tcp").code());
    assertEquals(0, run("service", "set", "s1", "--policy", "{\"retries\":1}").code());
    assertEquals(
        "[{\"id\":\"s1\",\"protocol\":\"tcp\",\"policy\":\"{\\\"retries\\\":1}\"}]\n",
        run("service", "ls", "s1", "--json").out());
  }

  @Test
  void instanceBelongsToTheNodeItWasWrittenOn() {
    run("instance", "set", "i1", "--service", "s2", "--endpoint", "127.0.0.1:9000", "--hard", "3");
    String table = run("instance", "ls", "--service", "s2").out();
    assertTrue(table.matches("(?s)ID +SERVICE.*i1 +s2 +waw +waw-1 +127.0.0.1:9000 .* 3\n"), table);
  }

  @Test
  void rowIsRemovedOnceAndThenMissed() {
    assertEquals(0, run("route", "set", "r1", "--host", "a.test", "--service", "s3").code());
    assertEquals(0, run("route", "rm", "r1").code());
    CommandLineRun again = run("route", "rm", "r1");
    assertEquals(1, again.code());
    assertEquals("fairlead: there is no route 'r1'", again.firstErrorLine());
  }

  @Test
  void refusedValueSaysWhatTheReplicaSaid() {
    CommandLineRun refused = run("route", "set", "r2", "--port", "nonsense");
    assertEquals(2, refused.code());
    assertTrue(refused.firstErrorLine().contains("--port"), refused.err());
  }

  @Test
  void valueThatRoutingCouldNotUseIsRefusedNamingTheOption() {
    assertRefused("instance", "--state", "foo", "'foo' is not one of up, drain, down");
    assertRefused("instance", "--endpoint", "localhost:80", "'localhost:80' is not ip:port");
    assertRefused("instance", "--endpoint", "127.0.0.1:99999", "'127.0.0.1:99999' is not ip:port");
    assertRefused("instance", "--weight", "-3", "'-3' is not a whole number from 0 up");
    assertRefused("service", "--protocol", "gopher", "'gopher' is not one of http, tcp, tls, udp");
    assertRefused("service", "--policy", "{no", "not JSON: ");
    assertRefused("service", "--policy", "7", "'7' is not a JSON object");
    assertRefused("route", "--path", "img", "'img' does not begin with /");
    assertRefused("route", "--path", "/a%2fb", "path holds %2f at byte 2");
    assertRefused("route", "--options", "{no", "options: not JSON");
    assertRefused("route", "--options", "{\"rate\":1}", "rate: not an object");
    assertRefused("route", "--port", "99999", "'99999' is not a port");
    assertRefused("route", "--host", "a.*.b", "'a.*.b' is neither a host name nor a pattern");
    assertEquals("none\n", run("instance", "ls", "--service", "refused").out());
  }

  private static void assertRefused(String table, String option, String value, String why) {
    CommandLineRun refused = run(table, "set", "refused", option, value);
    assertEquals(2, refused.code(), refused.out());
    assertTrue(refused.firstErrorLine().contains(option), refused.err());
    assertTrue(refused.firstErrorLine().contains(why), refused.err());
  }

  @Test
  void explainSaysWhichRowIsNotUsedAndWhy() throws Exception {
    run("service", "set", "s5");
    run("route", "set", "r5", "--service", "s5", "--host", "s5.test");
    String row = "INSERT INTO instance (id, service, endpoint) VALUES ('i5', 's5', 'localhost:80')";
    Api api = new Api(node.api(), "right");
    assertEquals(1, api.change(row, List.of()));
    List<String> lines = node.ask("explain GET http://s5.test/");
    assertTrue(
        lines.stream().anyMatch(line -> line.startsWith("not used: instance 'i5': ")),
        lines.toString());
  }

  @Test
  void policyKeyThatIsNotAppliedIsSaid() {
    CommandLineRun set = run("service", "set", "s4", "--policy", "{\"retires\":1}");
    assertEquals(0, set.code());
    assertEquals(
        "fairlead: policy key 'retires': not applied by this version", set.firstErrorLine());
  }

  @Test
  void optionsOfAControlCommandReachTheNode() {
    String config = node.config().toString();
    String[] explain = {"ctl", "explain", "GET", "http://x.test/", "--from", "ams", "-c", config};
    CommandLineRun run = CommandLineRun.of(explain);
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("FR01"), run.out());
  }

  @Test
  void wrongTokenFailsInOneLine() {
    CommandLineRun run = CommandLineRun.of("service", "ls", "--api", node.api(), "--token", "no");
    assertEquals(1, run.code());
    assertEquals(
        "fairlead: the node wants another token (401); give --token or -c FILE",
        run.firstErrorLine());
    assertEquals(1, run.err().lines().count());
  }

  @Test
  void ctlAnswersByConfigurationAndBySocket() {
    String config = node.config().toString();
    CommandLineRun byConfig = CommandLineRun.of("ctl", "-c", config, "ping");
    assertEquals(0, byConfig.code(), byConfig.err());
    assertTrue(byConfig.out().startsWith("pong "), byConfig.out());
    String socket = folder.resolve("data/control.sock").toString();
    CommandLineRun json = CommandLineRun.of("ctl", "--socket", socket, "--json", "show", "info");
    assertTrue(json.out().startsWith("{\"name\":\"waw-1\""), json.out());
  }

  @Test
  void ctlErrorIsExitCodeOneOnStandardError() {
    CommandLineRun run = CommandLineRun.of("ctl", "-c", node.config().toString(), "frob");
    assertEquals(1, run.code());
    assertTrue(run.firstErrorLine().startsWith("error: unknown command 'frob'"), run.err());
    assertEquals("", run.out());
  }
}
