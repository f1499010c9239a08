package dev.fairlead.proxy;

import static dev.fairlead.proxy.TlsSetting.SECURE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.proxy.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Certificates of a running proxy change with their files. */
@Timeout(60)
final class TlsReloadTest {
  @TempDir Path data;

  @Test
  void changedFilesAreServedBrokenOnesAreNot() throws Exception {
    TestAuthority authority = new TestAuthority(data);
    Settings.Certificate used = authority.ecdsa("used", "app.test");
    Settings.Certificate renewed = authority.ecdsa("renewed", "app.test", "new.test");
    try (TestRegion ams =
            new TlsSetting(data).with(authority.certificate("default.test"), used).start();
        Origin origin = Origin.says("x");
        RawClient before = new RawClient(authority.connect("app.test", ams.port(SECURE)))) {
      ams.serve(origin);
      assertEquals("x", before.get("app.test", "/").body());
      assertEquals("CN=used", shown(authority, ams, "app.test"));

      Files.writeString(used.chain(), "-----BEGIN CERTIFICATE-----\nbroken");
      Waits.until(() -> broken(ams) == 1);
      assertEquals("CN=used", shown(authority, ams, "app.test"));

      Files.copy(renewed.key(), used.key(), StandardCopyOption.REPLACE_EXISTING);
      Files.copy(renewed.chain(), used.chain(), StandardCopyOption.REPLACE_EXISTING);
      Waits.until(() -> broken(ams) == 0);
      Waits.until(() -> shown(authority, ams, "app.test").equals("CN=renewed"));
      assertEquals("CN=renewed", shown(authority, ams, "new.test"));
      assertEquals("CN=default.test", shown(authority, ams, "default.test"));
      assertEquals("x", before.get("app.test", "/").body()); // on the session it had
    }
  }

  private static double broken(TestRegion region) {
    return region.meters.get("fairlead_edge_certificates_broken").gauge().value();
  }

  private static String shown(TestAuthority authority, TestRegion region, String name) {
    try {
      return TlsSetting.shown(
          new TlsClient(List.of(authority.root())).connect(name, region.port(SECURE)));
    } catch (Exception e) {
      throw new AssertionError(name, e);
    }
  }

  @Test
  void everyCertificateTellsWhenItExpires() throws Exception {
    TestAuthority authority = new TestAuthority(data);
    Settings.Certificate files = authority.certificate("app.test");
    try (TestRegion ams = new TlsSetting(data).with(files).start()) {
      double expires =
          ams.meters
              .get("fairlead_edge_certificate_not_after_seconds")
              .tag("chain", files.chain().toString())
              .gauge()
              .value();
      try (var socket = authority.connect("app.test", ams.port(SECURE))) {
        socket.startHandshake();
        var leaf = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        assertEquals(leaf.getNotAfter().toInstant().getEpochSecond(), expires);
      }
    }
  }
}
