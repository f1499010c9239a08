package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NodeTest {
  private static final String ADMIN = "[admin]\nbind = \"127.0.0.1:0\"\n";

  @TempDir Path folder;

  @Test
  void pingTravelsEveryPart() throws Exception {
    try (RunningNode node = RunningNode.start(folder, ADMIN)) {
      String pong = node.ask("ping").getFirst();
      assertTrue(
          pong.matches(
              "pong \\d+ loops=\\d+ locks=\\d+ catalog=\\d+ writer=\\d+ gossip=\\d+ threads=\\d+ pid=\\d+"),
          pong);
      String json = node.ask("ping --json").getFirst();
      assertTrue(json.startsWith("{\"pong\":") && json.contains("\"writer_ms\":"), json);
    }
  }

  @Test
  void everyShowCommandAnswersInBothForms() throws Exception {
    try (RunningNode node = RunningNode.start(folder, ADMIN)) {
      node.post("/v1/transactions", "[\"INSERT INTO service (id) VALUES ('web')\"]");
      for (String what :
          List.of(
              "info",
              "members",
              "regions",
              "services",
              "routes",
              "instances",
              "instances web",
              "catalog",
              "locks",
              "loops",
              "feed")) {
        String text = String.join("\n", node.ask("show " + what));
        assertTrue(!text.isBlank() && !text.startsWith("error"), what + ": " + text);
        List<String> json = node.ask("show " + what + " --json");
        assertEquals(1, json.size(), what);
        assertTrue(json.getFirst().matches("[\\[{].*[\\]}]"), what + ": " + json);
      }
    }
  }

  @Test
  void aDumpIsAskedForAndItsPathAnswered() throws Exception {
    try (RunningNode node = RunningNode.start(folder, ADMIN)) {
      String answer = node.ask("dump").getFirst();
      Path dump = Path.of(answer.split(" incomplete: ", -1)[0]);
      assertEquals(folder.resolve("data/evidence").toRealPath(), dump.getParent().toRealPath());
      assertTrue(Files.readString(dump.resolve("summary.md")).contains("Nothing was ended"));
      assertTrue(Files.readString(dump.resolve("threads.txt")).contains("\"loop-0\""));
      assertTrue(Files.readString(dump.resolve("connections.txt")).contains("listener 127.0.0.1:"));
      assertTrue(node.ask("dump --json").getFirst().startsWith("{\"path\":\""));
    }
  }

  @Test
  void instanceIsDrainedByCommandAndOnlyIfItExists() throws Exception {
    try (RunningNode node = RunningNode.start(folder, ADMIN)) {
      node.post(
          "/v1/transactions",
          "[\"INSERT INTO instance (id, service, endpoint) VALUES ('i1','web','127.0.0.1:9')\"]");
      assertEquals(List.of("instance i1 is now drain"), node.ask("set instance i1 state drain"));
      assertTrue(node.ask("show instances web --json").getFirst().contains("\"state\":\"drain\""));
      assertEquals(
          List.of("error: no instance 'i2' is known in this region"),
          node.ask("set instance i2 state up"));
      assertTrue(node.ask("set instance i1 state sideways").getFirst().startsWith("error: "));
    }
  }

  @Test
  void explainSaysWhyNothingIsRouted() throws Exception {
    try (RunningNode node = RunningNode.start(folder, ADMIN)) {
      List<String> answer = node.ask("explain GET http://nobody.test/");
      assertTrue(answer.getLast().startsWith("=> FR01"), answer.toString());
      assertTrue(node.ask("explain tcp :5432").getLast().startsWith("=> "), answer.toString());
      assertTrue(node.ask("explain tcp :port").getFirst().startsWith("error: "));
    }
  }

  @Test
  void debugCommandsExistOnlyWhenSwitchedOn() throws Exception {
    try (RunningNode node = RunningNode.start(folder, ADMIN)) {
      assertTrue(node.ask("debug crash").getFirst().startsWith("error: unknown command"));
    }
  }

  @Test
  void heldLockMakesPingSayWhoHoldsIt() throws Exception {
    try (RunningNode node = RunningNode.start(folder, ADMIN + "[control]\ndebug = true\n")) {
      String held = node.ask("debug hang lock").getFirst();
      assertTrue(held.startsWith("held for ever: "), held);
      String lock = held.substring("held for ever: ".length());
      String stuck = node.ask("ping").getFirst();
      assertTrue(stuck.startsWith("stuck locks " + lock + ": "), stuck);
      assertTrue(node.ask("show locks").size() > 1);
      assertTrue(node.ask("show info").size() > 1);
    }
  }

  @Test
  void corruptLockMakesPingSayThatNobodyHoldsIt() throws Exception {
    try (RunningNode node = RunningNode.start(folder, ADMIN + "[control]\ndebug = true\n")) {
      assertEquals(List.of("corrupt: catalog"), node.ask("debug corrupt lock"));
      String stuck = node.ask("ping").getFirst();
      assertTrue(stuck.startsWith("stuck locks catalog: ") && stuck.contains("0xffff"), stuck);
    }
  }

  @Test
  void debugCommandsSayWhatTheyDoNotUnderstand() throws Exception {
    try (RunningNode node = RunningNode.start(folder, ADMIN + "[control]\ndebug = true\n")) {
      for (String wrong :
          List.of(
              "debug hang loop",
              "debug hang loop 999",
              "debug corrupt lock nonsense",
              "debug gc",
              "debug gc soon",
              "debug crash at start",
              "debug crash at start often",
              "debug crash at start 1 bind twice")) {
        assertTrue(node.ask(wrong).getFirst().startsWith("error: "), wrong);
      }
      assertEquals(List.of("the next 2 starts crash"), node.ask("debug crash at start 2 bind"));
      assertEquals(List.of("the next 0 starts crash"), node.ask("debug crash at start 0"));
    }
  }

  @Test
  void lockHeldForAWhileComesBackAndItsStackIsShown() throws Exception {
    try (RunningNode node = RunningNode.start(folder, ADMIN + "[control]\ndebug = true\n")) {
      assertEquals(
          List.of("held for 200ms: catalog"), node.ask("debug hang lock catalog for 200ms"));
      while (!node.ask("ping").getFirst().startsWith("pong ")) {
        Thread.onSpinWait();
      }
      assertTrue(
          node.ask("debug hang lock nonsense for 1s").getFirst().startsWith("error: no lock"));
      assertTrue(
          node.ask("debug hang lock catalog for ever").getFirst().startsWith("error: 'ever'"));

      assertEquals(List.of("held for ever: catalog"), node.ask("debug hang lock"));
      Waits.until(
          () -> stacks(node).contains("CountDownLatch.await")); // it told us a moment before
      String stacks = stacks(node);
      assertTrue(stacks.contains("written by debug-hang-lock (\"debug hang lock\")"), stacks);
      assertTrue(node.ask("show locks --json").getFirst().contains("\"meaning\":\"writer"));
      assertTrue(node.ask("show locks now").getFirst().startsWith("error: "));
    }
  }

  private static String stacks(RunningNode node) {
    try {
      return String.join("\n", node.ask("show locks --stacks"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void stopCommandIsARequestToEnd() throws Exception {
    try (RunningNode node = RunningNode.start(folder, ADMIN)) {
      assertEquals(List.of("stopping"), node.ask("stop"));
      assertEquals(
          "asked on the control socket",
          node.lifecycle().stopped().get(RunningNode.LIMIT.toSeconds(), TimeUnit.SECONDS));
    }
    assertTrue(Files.notExists(folder.resolve("data/control.sock")));
  }

  @Test
  void secondNodeOnTheSameFolderIsRefusedAndTheFirstGoesOn() throws Exception {
    try (RunningNode node = RunningNode.start(folder, ADMIN)) {
      var e = assertThrows(UncheckedIOException.class, () -> RunningNode.start(folder, ADMIN));
      assertTrue(e.getMessage().startsWith("node.data: another node is running"), e.getMessage());
      assertTrue(node.ask("ping").getFirst().startsWith("pong "));
    }
  }

  @Test
  void portInUseIsOneClearLineAndNothingStaysBehind() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String admin = "[admin]\nbind = \"127.0.0.1:" + taken.getLocalPort() + "\"\n";
      var e = assertThrows(RuntimeException.class, () -> RunningNode.start(folder, admin));
      assertEquals(
          "cannot bind admin 127.0.0.1:" + taken.getLocalPort() + ": Address already in use",
          e.getMessage());
      String listener =
          ADMIN + "[[listen]]\nname = \"x\"\nbind = \"127.0.0.1:" + taken.getLocalPort() + "\"\n";
      e = assertThrows(RuntimeException.class, () -> RunningNode.start(folder, listener));
      assertTrue(e.getMessage().startsWith("cannot bind listener x "), e.getMessage());
    }
    RunningNode.start(folder, ADMIN).close();
  }
}
