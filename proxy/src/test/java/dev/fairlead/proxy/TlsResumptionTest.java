package dev.fairlead.proxy;

import static dev.fairlead.proxy.TlsSetting.SECURE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.gossip.net.KeyFile;
import dev.fairlead.proxy.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a client may go on with a session it made elsewhere: by ticket, in both versions. */
@Timeout(60)
final class TlsResumptionTest {
  @TempDir Path data;
  private TestAuthority authority;
  private Settings.Certificate one;
  private Settings.Certificate two;

  @BeforeEach
  void found() throws Exception {
    authority = new TestAuthority(data);
    one = authority.ecdsa("one", "app.test", "www.test");
    two = authority.ecdsa("two", "other.test");
  }

  private Path key(String name) throws IOException {
    return Files.writeString(data.resolve(name), KeyFile.generate());
  }

  /** Whether a session made for {@code first} at {@code from} is resumed for {@code name}. */
  private static boolean resumes(
      String version, TestRegion from, String first, TestRegion to, String name) throws Exception {
    try (BoringClient client = new BoringClient(version)) {
      assertEquals("HTTP/1.1 404 Not Found", client.get(first, from.port(SECURE)));
      assertEquals(1, client.verified());
      assertEquals("HTTP/1.1 404 Not Found", client.get(name, to.port(SECURE)));
      return client.verified() == 1;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void nodesOfOneClusterResumeEachOthersSessions(String version) throws Exception {
    Path shared = key("cluster.key");
    try (TestRegion ams = new TlsSetting(data).clusterKey(shared).with(one, two).start();
        TestRegion waw = new TlsSetting(data).clusterKey(shared).with(one, two).start();
        TestRegion stranger =
            new TlsSetting(data).clusterKey(key("other.key")).with(one, two).start()) {
      assertTrue(resumes(version, ams, "app.test", waw, "app.test"));
      assertTrue(resumes(version, ams, "app.test", ams, "app.test"));
      assertFalse(resumes(version, ams, "app.test", stranger, "app.test"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aChangedClusterKeyOpensTheTicketsOfTheOldOne(String version) throws Exception {
    Path old = key("old.key");
    Path both =
        Files.writeString(data.resolve("both.key"), KeyFile.generate() + Files.readString(old));
    try (TestRegion ams = new TlsSetting(data).clusterKey(old).with(one).start();
        TestRegion waw = new TlsSetting(data).clusterKey(both).with(one).start()) {
      assertTrue(resumes(version, ams, "app.test", waw, "app.test"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void withoutAClusterKeyOnlyTheProcessItselfResumes(String version) throws Exception {
    try (TestRegion ams = new TlsSetting(data).with(one, two).start();
        TestRegion waw = new TlsSetting(data).with(one, two).start()) {
      assertTrue(resumes(version, ams, "app.test", ams, "app.test"));
      assertFalse(resumes(version, ams, "app.test", waw, "app.test"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aSessionOfOneVirtualHostOpensNoOther(String version) throws Exception {
    try (TestRegion ams = new TlsSetting(data).with(one, two).start()) {
      // The first line shows that this client offers its session to another name at all.
      assertTrue(resumes(version, ams, "app.test", ams, "www.test"));
      assertFalse(resumes(version, ams, "app.test", ams, "other.test"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aRenewedCertificateStillResumes(String version) throws Exception {
    Path shared = key("cluster.key");
    Settings.Certificate renewed = authority.ecdsa("renewed", "www.test", "app.test");
    try (TestRegion ams = new TlsSetting(data).clusterKey(shared).with(one).start();
        TestRegion waw = new TlsSetting(data).clusterKey(shared).with(renewed).start()) {
      assertTrue(resumes(version, ams, "app.test", waw, "app.test"));
    }
  }
}
