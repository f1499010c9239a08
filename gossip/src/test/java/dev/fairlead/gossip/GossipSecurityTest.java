package dev.fairlead.gossip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.gossip.GossipSettings.Bind;
import dev.fairlead.gossip.GossipSettings.Profile;
import dev.fairlead.gossip.GossipSettings.Tls;
import dev.fairlead.gossip.net.KeyFile;
import dev.fairlead.gossip.replica.ReplicaSettings;
import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Members;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class GossipSecurityTest {
  private static final String BIG = "{\"x\":\"" + "p".repeat(300_000) + "\"}";

  @TempDir Path folder;

  @Test
  void sealedNodesShareRowsByDatagramAndStream() throws Exception {
    try (TestNodes nodes = new TestNodes(folder).keyFile(newKey("key"))) {
      shareRows(nodes);
    }
  }

  @Test
  void tlsNodesShareRowsByDatagramAndStream() throws Exception {
    X509Bundle ca = authority("cluster");
    try (TestNodes nodes =
        new TestNodes(folder).keyFile(newKey("key")).tls(certificate(ca, ca, "node"))) {
      shareRows(nodes);
    }
  }

  @Test
  void certificateOfAnotherAuthorityIsRefused() throws Exception {
    X509Bundle ca = authority("cluster");
    X509Bundle other = authority("other");
    Path key = newKey("key");
    try (TestNodes nodes = new TestNodes(folder).keyFile(key).tls(certificate(ca, ca, "node"));
        TestNodes strangers =
            new TestNodes(folder).keyFile(key).tls(certificate(other, ca, "stranger"))) {
      GossipNode node = nodes.start("one", "ams");
      GossipNode stranger = strangers.start("evil", "ams", List.of(node.gossipAddress()));
      Await.until("a refused stream", () -> node.counters().streamsFailed() >= 3);
      assertNull(node.membership().members().get("evil"));
      assertNull(stranger.membership().members().get("one"));
    }
  }

  @Test
  void nodeWithAnotherKeyStaysOutside() throws Exception {
    try (TestNodes nodes = new TestNodes(folder).keyFile(newKey("a"));
        TestNodes strangers = new TestNodes(folder).keyFile(newKey("b"))) {
      staysOutside(nodes, strangers, "key");
    }
  }

  @Test
  void nodeOfAnotherClusterStaysOutside() throws Exception {
    try (TestNodes nodes = new TestNodes(folder);
        TestNodes strangers = new TestNodes(folder).cluster("other")) {
      staysOutside(nodes, strangers, "cluster");
    }
  }

  @Test
  void garbageDatagramsChangeNothingAndAreCounted() throws Exception {
    try (TestNodes nodes = new TestNodes(folder).keyFile(newKey("key"));
        DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      GossipNode one = nodes.start("one", "ams");
      GossipNode two = nodes.start("two", "ams");
      Await.until("members", () -> TestNodes.alive(one, "two") && TestNodes.alive(two, "one"));
      Members before = one.membership().members();
      SplittableRandom random = new SplittableRandom(1);
      for (int i = 0; i < 500; i++) {
        byte[] garbage = new byte[random.nextInt(1500)];
        random.nextBytes(garbage);
        garbage = withVersion(garbage, i);
        Address to = one.gossipAddress();
        socket.send(
            new DatagramPacket(
                garbage, garbage.length, InetAddress.ofLiteral(to.host()), to.port()));
      }
      Await.until("drops", () -> dropped(one, "garbage") > 50 && dropped(one, "key") > 50);
      assertEquals(before.byName().keySet(), one.membership().members().byName().keySet());
      TestNodes.write(two, "INSERT INTO service(id) VALUES ('web')");
      Await.until("still works", () -> TestNodes.texts(one, "SELECT id FROM service").size() == 1);
    }
  }

  @Test
  void garbageStreamsAreClosedAndCounted() throws Exception {
    try (TestNodes nodes = new TestNodes(folder).keyFile(newKey("key"))) {
      GossipNode one = nodes.start("one", "ams");
      assertTrue(closes(one, "GET / HTTP/1.1\r\n\r\n".getBytes()));
      byte[] wrongCluster = new byte[45];
      wrongCluster[0] = 1;
      assertTrue(closes(one, wrongCluster));
      assertEquals(1, dropped(one, "garbage"));
      assertEquals(1, dropped(one, "cluster"));
      GossipNode two = nodes.start("two", "ams");
      Await.until("still works", () -> TestNodes.alive(one, "two") && TestNodes.alive(two, "one"));
    }
  }

  @Test
  void withoutKeysOnlyLoopbackIsBound() {
    GossipSettings open =
        new GossipSettings(
            new ReplicaSettings(folder, "one", "ams"),
            new GossipSettings.Cluster("test"),
            new GossipSettings.Reach(new Bind("0.0.0.0", 0)),
            List.of(),
            Profile.LOCAL);
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> GossipNode.start(open))
            .getMessage()
            .contains("key file is required"));
  }

  private static void shareRows(TestNodes nodes) throws Exception {
    GossipNode one = nodes.start("one", "ams");
    GossipNode two = nodes.start("two", "ams");
    Await.until("members", () -> TestNodes.alive(one, "two") && TestNodes.alive(two, "one"));
    TestNodes.write(one, "INSERT INTO service(id) VALUES ('small')");
    TestNodes.write(one, "INSERT INTO service(id, policy) VALUES ('big', ?)", BIG);
    Await.until(
        "both rows",
        () ->
            TestNodes.texts(two, "SELECT policy FROM service ORDER BY id")
                .equals(List.of(BIG, "{}")));
    assertEquals(0, one.counters().streamsFailed());
  }

  private static void staysOutside(TestNodes nodes, TestNodes strangers, String reason)
      throws Exception {
    GossipNode one = nodes.start("one", "ams");
    GossipNode stranger = strangers.start("evil", "ams", List.of(one.gossipAddress()));
    TestNodes.write(stranger, "INSERT INTO service(id) VALUES ('evil')");
    Await.until("drops", () -> dropped(one, reason) >= 3);
    assertNull(one.membership().members().get("evil"));
    assertNull(stranger.membership().members().get("one"));
    assertEquals(List.of(), TestNodes.texts(one, "SELECT id FROM service"));
  }

  private static boolean closes(GossipNode node, byte[] bytes) throws IOException {
    Address to = node.gossipAddress();
    try (Socket socket = new Socket(to.host(), to.port())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(bytes);
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketException reset) {
      return true;
    }
  }

  private static byte[] withVersion(byte[] garbage, int i) {
    if (i % 2 == 0 && garbage.length > 0) {
      garbage[0] = 1;
    }
    return garbage;
  }

  private static long dropped(GossipNode node, String reason) {
    return node.counters().dropped().getOrDefault(reason, -1L);
  }

  private Path newKey(String name) throws IOException {
    return Files.writeString(folder.resolve(name), KeyFile.generate());
  }

  private static X509Bundle authority(String name) throws Exception {
    return new CertificateBuilder()
        .subject("CN=" + name)
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  private Tls certificate(X509Bundle issuer, X509Bundle trusted, String name) throws Exception {
    X509Bundle bundle = new CertificateBuilder().subject("CN=" + name).buildIssuedBy(issuer);
    return new Tls(
        Files.writeString(folder.resolve(name + "-ca.pem"), trusted.getRootCertificatePEM()),
        Files.writeString(folder.resolve(name + ".pem"), bundle.getCertificatePathPEM()),
        Files.writeString(folder.resolve(name + ".key"), bundle.getPrivateKeyPEM()));
  }
}
