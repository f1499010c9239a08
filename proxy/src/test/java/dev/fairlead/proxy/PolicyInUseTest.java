package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a row says about choosing is what a whole node does and shows. */
@Timeout(60)
final class PolicyInUseTest {
  private static final String POLICY =
      "{\\\"slow_start\\\":\\\"1h\\\",\\\"sticky\\\":true,\\\"balance\\\":\\\"hash\\\","
          + "\\\"hash_on\\\":\\\"cookie:user\\\",\\\"eject\\\":{\\\"time\\\":\\\"1m\\\"}}";

  private static void write(RunningNode node, String sql) throws Exception {
    assertEquals(200, node.post("/v1/transactions", "[\"" + sql + "\"]").statusCode(), sql);
  }

  private static void instance(RunningNode node, String id) throws Exception {
    write(
        node,
        "INSERT INTO instance (id, service, region, node, endpoint) VALUES ('"
            + id
            + "','web','waw','waw-1','127.0.0.1:9')");
  }

  private static String asked(RunningNode node, String command) {
    try {
      return String.join("\n", node.ask(command));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyKeyOfChoosingIsAppliedAndExplained(@TempDir Path folder) throws Exception {
    try (RunningNode node = RunningNode.start(folder, "[admin]\nbind = \"127.0.0.1:0\"\n")) {
      write(node, "INSERT INTO service (id, policy) VALUES ('web','" + POLICY + "')");
      write(node, "INSERT INTO route (id, service, host) VALUES ('r','web','app.test')");
      instance(node, "i1");
      String explain = "explain GET http://app.test/";
      Waits.until(() -> asked(node, explain).contains("=> instance i1"));
      instance(node, "i2");
      Waits.until(
          () -> asked(node, explain).contains("instance i2: has not answered yet; new, at"));
      String steps = asked(node, explain);
      assertTrue(steps.contains("instance i1: has not answered yet\n"), steps);
      assertTrue(steps.contains("instance i2: has not answered yet; new, at 10 %"), steps);
      assertTrue(steps.contains("hash: on cookie:user"), steps);
      assertTrue(steps.contains("sticky: one with the cookie fairlead-sticky"), steps);
      assertFalse(asked(node, "show services").contains("policy key"));
      String shown = asked(node, "show instances web --json");
      assertTrue(shown.contains("\"standing\":\"serving\",\"ejected_s\":0"), shown);
      assertTrue(shown.contains("\"in_flight\":0,\"answer_ms\":null"), shown);
    }
  }
}
