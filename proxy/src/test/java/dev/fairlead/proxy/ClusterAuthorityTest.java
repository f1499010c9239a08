package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.gossip.GossipSettings;
import dev.fairlead.gossip.swim.Address;
import dev.fairlead.proxy.cli.CommandLineRun;
import dev.fairlead.proxy.connect.BackhaulLinks;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What {@code fairlead ca} writes, and nodes that use it. */
@Timeout(60)
final class ClusterAuthorityTest {
  @TempDir Path data;

  private Path authority(String name) {
    Path folder = data.resolve(name);
    CommandLineRun run =
        CommandLineRun.of("ca", "init", "--dir", folder.toString(), "--cluster", name);
    assertEquals(0, run.code(), run.err());
    return folder;
  }

  private static GossipSettings.Tls node(Path authority, String name) {
    CommandLineRun run =
        CommandLineRun.of("ca", "issue", "--dir", authority.toString(), "--node", name);
    assertEquals(0, run.code(), run.err());
    return new GossipSettings.Tls(
        authority.resolve("ca.pem"),
        authority.resolve(name + ".pem"),
        authority.resolve(name + ".key"));
  }

  private static X509Certificate read(Path file) throws Exception {
    try (InputStream in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private TestRegion region(String name, GossipSettings.Tls tls) {
    return new TestRegion(name, TestRegion.settings(name, data, tls, List.of()));
  }

  @Test
  void nodesOfOneAuthorityReachEachOtherAndNobodyElse() throws Exception {
    Path ours = authority("ours");
    Path theirs = authority("theirs");
    try (TestRegion ams = region("ams", node(ours, "ams-1"));
        TestRegion waw = region("waw", node(ours, "waw-1"));
        TestRegion stranger = region("nrt", node(theirs, "nrt-1"));
        Origin origin = Origin.says("over TLS")) {
      TestRegion.introduce(ams, waw, stranger);
      ams.serveFrom(waw, "app", origin.port());
      stranger.serve("app", Policy.DEFAULT, List.of(), List.of(waw.presence()));
      try (RawClient client = ams.client()) {
        assertEquals("over TLS", client.get("app.test", "/").body());
      }
      try (RawClient client = stranger.client()) {
        assertEquals(502, client.get("app.test", "/").code());
      }
      assertEquals(1, origin.requests.size());
    }
  }

  @Test
  void aNodeIsReachedByItsOwnNameOnly() throws Exception {
    Path ours = authority("ours");
    Logger logger = (Logger) LoggerFactory.getLogger(BackhaulLinks.class);
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    said.list = new CopyOnWriteArrayList<>();
    said.start();
    logger.addAppender(said);
    try (TestRegion ams = region("ams", node(ours, "ams-1"));
        TestRegion waw = region("waw", node(ours, "waw-2"));
        Origin origin = Origin.says("never");
        RawClient client = ams.client()) {
      TestRegion.introduce(ams, waw);
      ams.serveFrom(waw, "app", origin.port());
      RawClient.Response response = client.get("app.test", "/");
      assertEquals(502, response.code());
      assertTrue(response.header("Fairlead-Error").startsWith("FB01 "));
      assertEquals(0, origin.requests.size());
      Address there = waw.proxy.backhaulAddress();
      assertEquals(
          List.of(
              "no TLS with node waw-1 at %s: its certificate is for waw-2, not for waw-1"
                  .formatted(there)),
          said.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
    } finally {
      logger.detachAppender(said);
    }
  }

  @Test
  void certificatesAreWhatNodesNeedAndNotMore() throws Exception {
    Path folder = authority("test");
    GossipSettings.Tls files = node(folder, "ams-1");
    X509Certificate root = read(files.ca());
    X509Certificate leaf = read(files.cert());
    leaf.verify(root.getPublicKey());
    root.verify(root.getPublicKey());
    leaf.checkValidity();
    assertEquals(256, ((ECPublicKey) leaf.getPublicKey()).getParams().getOrder().bitLength());
    assertEquals("CN=ams-1", leaf.getSubjectX500Principal().getName());
    assertEquals(List.of(List.of(2, "ams-1")), List.copyOf(leaf.getSubjectAlternativeNames()));
    assertEquals(List.of("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"), leaf.getExtendedKeyUsage());
    assertEquals(-1, leaf.getBasicConstraints(), "it signs nothing");
    assertEquals(0, root.getBasicConstraints(), "it signs nodes, no other authorities");
    assertTrue(Files.readString(files.key()).startsWith("-----BEGIN PRIVATE KEY-----\n"));
    for (Path key : List.of(files.key(), folder.resolve("ca.key"))) {
      assertEquals(
          PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(key));
    }
  }

  @Test
  void aNodeIsNotValidForLongerThanItsAuthority() throws Exception {
    Path folder = data.resolve("short");
    CommandLineRun.of(
        "ca", "init", "--dir", folder.toString(), "--cluster", "short", "--days", "10");
    GossipSettings.Tls files = node(folder, "ams-1");
    assertEquals(read(files.ca()).getNotAfter(), read(files.cert()).getNotAfter());
  }

  @Test
  void nothingIsOverwrittenAndMistakesAreNamed() throws Exception {
    Path folder = authority("test");
    String key = Files.readString(folder.resolve("ca.key"));
    String dir = folder.toString();
    assertEquals(1, CommandLineRun.of("ca", "init", "--dir", dir, "--cluster", "test").code());
    assertEquals(key, Files.readString(folder.resolve("ca.key")));
    node(folder, "ams-1");
    CommandLineRun again = CommandLineRun.of("ca", "issue", "--dir", dir, "--node", "ams-1");
    assertEquals(1, again.code());
    assertTrue(again.firstErrorLine().contains("ams-1.key exists"), again.err());
    assertEquals(2, CommandLineRun.of("ca", "issue", "--dir", dir, "--node", "../x").code());
    assertEquals(2, CommandLineRun.of("ca", "issue", "--dir", dir, "--node", "ca").code());
    assertEquals(2, CommandLineRun.of("ca").code());
    assertEquals(
        2, CommandLineRun.of("ca", "issue", "--dir", dir, "--node", "x", "--days", "0").code());
    CommandLineRun nowhere =
        CommandLineRun.of("ca", "issue", "--dir", dir + "/none", "--node", "ams-1");
    assertEquals(1, nowhere.code());
    assertTrue(nowhere.firstErrorLine().contains("ca.pem"), nowhere.err());
    Files.writeString(folder.resolve("ca.key"), "garbage");
    CommandLineRun garbage = CommandLineRun.of("ca", "issue", "--dir", dir, "--node", "waw-1");
    assertEquals(1, garbage.code());
    assertTrue(garbage.firstErrorLine().contains("ca.key"), garbage.err());
  }
}
