package dev.fairlead.gossip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.gossip.replica.ReplicaException;
import dev.fairlead.gossip.replica.ReplicaReader;
import dev.fairlead.gossip.replica.Statement;
import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Member;
import dev.fairlead.gossip.swim.Members;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class HandoverTest {
  @TempDir Path folder;

  @Test
  void othersNeverMissANodeThatHandsOver() throws Exception {
    // Of this profile nobody asks again within seconds: the successor has to find the others
    // itself.
    try (HeldSockets sockets = HeldSockets.bind();
        TestNodes nodes = new TestNodes(folder).profile(GossipSettings.Profile.WAN)) {
      GossipNode first = nodes.start("ams-1", "ams", List.of(), sockets);
      GossipNode waw = nodes.start("waw-1", "waw");
      GossipNode nrt = nodes.start("nrt-1", "nrt");
      Await.until("all", () -> TestNodes.alive(waw, "ams-1") && TestNodes.alive(nrt, "ams-1"));
      Queue<Member> gone = new ConcurrentLinkedQueue<>();
      waw.membership().subscribe(members -> watch(members, gone));
      nrt.membership().subscribe(members -> watch(members, gone));
      for (int round = 0; round < 3; round++) {
        long before = waw.membership().members().get("ams-1").incarnation();
        String id = "s" + round;
        TestNodes.write(first, "INSERT INTO service(id) VALUES (?)", id);
        first.release();
        GossipNode next = nodes.start("ams-1", "ams", List.of(), sockets);
        assertEquals(first.gossipAddress(), next.gossipAddress());
        Await.until("the next one is known", () -> knows(waw, before) && knows(nrt, before));
        TestNodes.write(next, "UPDATE service SET protocol = 'tcp' WHERE id = ?", id);
        Await.until("its rows", () -> hasTcp(waw, id) && hasTcp(nrt, id));
        first = next;
      }
      assertEquals(List.of(), List.copyOf(gone));
    }
  }

  private static void watch(Members members, Queue<Member> gone) {
    Member member = members.get("ams-1");
    if (member != null && !member.state().routable()) {
      gone.add(member);
    }
  }

  private static boolean knows(GossipNode node, long before) {
    Member member = node.membership().members().get("ams-1");
    return member.state() == Member.State.ALIVE && member.incarnation() > before;
  }

  private static boolean hasTcp(GossipNode node, String id) {
    return TestNodes.texts(node, "SELECT id FROM service WHERE protocol = 'tcp'").contains(id);
  }

  @Test
  void releasedNodeRefusesWritesAndKeepsReading() throws Exception {
    try (HeldSockets sockets = HeldSockets.bind();
        TestNodes nodes = new TestNodes(folder)) {
      GossipNode first = nodes.start("ams-1", "ams", List.of(), sockets);
      TestNodes.write(first, "INSERT INTO service(id) VALUES ('before')");
      try (ReplicaReader reader = first.replica().newReader()) {
        first.release();
        GossipNode next = nodes.start("ams-1", "ams", List.of(), sockets);
        TestNodes.write(next, "INSERT INTO service(id) VALUES ('after')");
        assertEquals(
            List.of("after", "before"),
            reader.query("SELECT id FROM service ORDER BY id", row -> row.text(0)));
      }
      Exception refused =
          assertThrows(
              Exception.class,
              () -> TestNodes.write(first, "INSERT INTO service(id) VALUES ('late')"));
      assertEquals("this process handed the replica over", refused.getCause().getMessage());
      first.close();
      assertEquals(2, TestNodes.texts(nodes.last(), "SELECT id FROM service").size());
    }
  }

  @Test
  void whatWasAcknowledgedBeforeTheReleaseIsThereAfterIt() throws Exception {
    try (HeldSockets sockets = HeldSockets.bind();
        TestNodes nodes = new TestNodes(folder)) {
      GossipNode first = nodes.start("ams-1", "ams", List.of(), sockets);
      Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
      AtomicBoolean refused = new AtomicBoolean();
      CountDownLatch warm = new CountDownLatch(200);
      Thread client =
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; !refused.get(); i++) {
                  String id = "s" + i;
                  write(first, id, acknowledged, refused);
                  warm.countDown();
                }
              });
      assertTrue(warm.await(30, TimeUnit.SECONDS));
      first.release();
      client.join();
      GossipNode next = nodes.start("ams-1", "ams", List.of(), sockets);
      Set<String> lost = new HashSet<>(acknowledged);
      TestNodes.texts(next, "SELECT id FROM service").forEach(lost::remove);
      assertEquals(Set.of(), lost);
      assertFalse(acknowledged.isEmpty());
    }
  }

  private static void write(
      GossipNode node, String id, Queue<String> acknowledged, AtomicBoolean refused) {
    CompletableFuture<?> answer =
        node.replica()
            .transact(List.of(Statement.of("INSERT INTO service(id) VALUES (?)", id)))
            .thenRun(() -> acknowledged.add(id));
    try {
      answer.join();
    } catch (CompletionException e) {
      assertTrue(e.getCause() instanceof ReplicaException, () -> "" + e.getCause());
      refused.set(true);
    }
  }

  @Test
  void descriptorThatIsNoSocketIsNamed() throws Exception {
    try (TestNodes nodes = new TestNodes(folder)) {
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class,
              () -> nodes.start("ams-1", new GossipSettings.Sockets(1_000_000, 1_000_001)));
      assertTrue(refused.getMessage().startsWith("the descriptor given for gossip over "));
    }
  }

  @Test
  void restartedNodeFindsItsClusterWithoutJoinAddresses() throws Exception {
    try (TestNodes nodes = new TestNodes(folder)) {
      GossipNode ams = nodes.start("ams-1", "ams");
      GossipNode waw = nodes.start("waw-1", "waw");
      Await.until("both", () -> TestNodes.alive(ams, "waw-1") && TestNodes.alive(waw, "ams-1"));
      RosterFile roster = new RosterFile(nodes.data("waw-1"));
      Await.until("the file", () -> roster.read().get("ams-1") != null);
      waw.close();
      GossipNode again = nodes.start("waw-1", "waw", new ArrayList<Address>());
      Await.until("found", () -> TestNodes.alive(again, "ams-1") && TestNodes.alive(ams, "waw-1"));
    }
  }
}
