package dev.fairlead.gossip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.gossip.GossipSettings.Bind;
import dev.fairlead.gossip.GossipSettings.Profile;
import dev.fairlead.gossip.replica.ReplicaSettings;
import dev.fairlead.gossip.swim.Member.State;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class GossipNodeTest {
  @TempDir Path folder;

  @Test
  void rowWrittenOnOneNodeIsReadableOnTheOthers() throws Exception {
    try (TestNodes nodes = new TestNodes(folder)) {
      GossipNode ams = nodes.start("ams-1", "ams");
      GossipNode waw = nodes.start("waw-1", "waw");
      GossipNode nrt = nodes.start("nrt-1", "nrt");
      Await.until(
          "three members", () -> TestNodes.alive(waw, "nrt-1") && TestNodes.alive(ams, "nrt-1"));
      TestNodes.write(waw, "INSERT INTO service(id) VALUES ('web')");
      Await.until(
          "the service everywhere",
          () ->
              TestNodes.texts(ams, "SELECT id FROM service").equals(List.of("web"))
                  && TestNodes.texts(nrt, "SELECT id FROM service").equals(List.of("web")));
      assertTrue(ams.feedStatus().streams().stream().anyMatch(s -> s.node().equals("waw-1")));
      assertTrue(ams.feedStatus().lastLagMillis() >= 0);
    }
  }

  @Test
  void regionRowsStayInTheirRegion() throws Exception {
    try (TestNodes nodes = new TestNodes(folder)) {
      GossipNode ams1 = nodes.start("ams-1", "ams");
      GossipNode ams2 = nodes.start("ams-2", "ams");
      GossipNode waw = nodes.start("waw-1", "waw");
      Await.until("members", () -> TestNodes.alive(ams2, "waw-1") && TestNodes.alive(waw, "ams-2"));
      TestNodes.write(
          ams1, "INSERT INTO instance(id, service, node) VALUES ('i1', 'web', 'ams-1')");
      TestNodes.write(ams1, "INSERT INTO service(id) VALUES ('web')");
      Await.until(
          "the instance in ams",
          () -> TestNodes.texts(ams2, "SELECT id FROM instance").equals(List.of("i1")));
      Await.until(
          "the service in waw",
          () -> TestNodes.texts(waw, "SELECT id FROM service").equals(List.of("web")));
      assertEquals(List.of(), TestNodes.texts(waw, "SELECT id FROM instance"));
    }
  }

  @Test
  void nodeStartedLaterCatchesUp() throws Exception {
    try (TestNodes nodes = new TestNodes(folder)) {
      GossipNode first = nodes.start("one", "ams");
      for (int i = 0; i < 500; i++) {
        TestNodes.write(first, "INSERT INTO service(id) VALUES (?)", "s" + i);
      }
      GossipNode second = nodes.start("two", "ams");
      Await.until(
          "500 services", () -> TestNodes.texts(second, "SELECT id FROM service").size() == 500);
      assertEquals(first.replica().vector(), second.replica().vector());
    }
  }

  @Test
  void transactionLargerThanADatagramArrives() throws Exception {
    try (TestNodes nodes = new TestNodes(folder)) {
      GossipNode one = nodes.start("one", "ams");
      GossipNode two = nodes.start("two", "ams");
      Await.until("members", () -> TestNodes.alive(one, "two") && TestNodes.alive(two, "one"));
      String policy = "{\"x\":\"" + "p".repeat(300_000) + "\"}";
      TestNodes.write(one, "INSERT INTO service(id, policy) VALUES ('big', ?)", policy);
      Await.until(
          "the policy",
          () -> TestNodes.texts(two, "SELECT policy FROM service").equals(List.of(policy)));
    }
  }

  @Test
  void goodByeIsSeenAndTheNameIsWelcomeAgain() throws Exception {
    try (TestNodes nodes = new TestNodes(folder)) {
      GossipNode one = nodes.start("one", "ams");
      GossipNode two = nodes.start("two", "ams");
      Await.until("members", () -> TestNodes.alive(one, "two") && TestNodes.alive(two, "one"));
      two.close();
      Await.until("two left", () -> TestNodes.is(one, "two", State.LEFT));
      GossipNode again = nodes.start("two", "ams");
      Await.until(
          "two is back", () -> TestNodes.alive(one, "two") && TestNodes.alive(again, "one"));
    }
  }

  @Test
  void addressInUseIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.ofLiteral("127.0.0.1"))) {
      GossipSettings settings =
          new GossipSettings(
              new ReplicaSettings(folder, "one", "ams"),
              new GossipSettings.Cluster("test"),
              new GossipSettings.Reach(new Bind("127.0.0.1", taken.getLocalPort())),
              List.of(),
              Profile.LOCAL);
      RuntimeException refused =
          assertThrows(RuntimeException.class, () -> GossipNode.start(settings));
      assertEquals(
          "cannot bind gossip 127.0.0.1:" + taken.getLocalPort() + ": Address already in use",
          refused.getMessage());
    }
  }

  @Test
  void pingGoesThroughTheLoop() throws Exception {
    try (TestNodes nodes = new TestNodes(folder)) {
      nodes.start("one", "ams").ping().get(30, TimeUnit.SECONDS);
    }
  }
}
