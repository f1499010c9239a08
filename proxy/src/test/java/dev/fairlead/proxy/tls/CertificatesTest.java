package dev.fairlead.proxy.tls;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.config.SettingsReader;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When virtual hosts are made anew, and when not. */
final class CertificatesTest {
  private static final Instant START = Instant.parse("2031-05-04T11:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(START);

  @TempDir Path folder;
  private Settings settings;

  @BeforeEach
  void configure() throws Exception {
    certificate("a", "a.test");
    certificate("b", "b.test");
    Path file =
        Files.writeString(
            folder.resolve("fairlead.toml"),
            """
            [node]
            region = "waw"
            [[listen]]
            bind = "127.0.0.1:1"
            protocol = "https"
            [[certificate]]
            chain = "a.pem"
            key = "a.key"
            [[certificate]]
            chain = "b.pem"
            key = "b.key"
            """);
    settings = new SettingsReader().read(file);
  }

  private void certificate(String file, String name) throws Exception {
    X509Bundle made =
        new CertificateBuilder()
            .subject("CN=" + file)
            .addSanDnsName(name)
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Files.writeString(folder.resolve(file + ".pem"), made.getCertificatePathPEM());
    Files.writeString(folder.resolve(file + ".key"), made.getPrivateKeyPEM());
  }

  private Certificates open() {
    return Certificates.open(settings, TicketKeys.ofThisProcess(), now::get);
  }

  @Test
  void onlyWhatChangedIsMadeAnew() throws Exception {
    try (Certificates certificates = open()) {
      Supplier<VirtualHosts> hosts = certificates.of(settings.listeners().getFirst());
      VirtualHost a = hosts.get().of("a.test");
      VirtualHost b = hosts.get().of("b.test");
      certificates.look();
      assertSame(a, hosts.get().of("a.test"));
      certificate("b", "c.test");
      certificates.look();
      assertSame(a, hosts.get().of("a.test"));
      assertNotSame(b, hosts.get().of("c.test"));
      assertSame(a, hosts.get().of("b.test")); // nobody's now: the default
    }
  }

  @Test
  void everyPeriodHasTicketKeysOfItsOwn() {
    try (Certificates certificates = open()) {
      Supplier<VirtualHosts> hosts = certificates.of(settings.listeners().getFirst());
      VirtualHost before = hosts.get().of("a.test");
      now.set(START.plus(TicketKeys.PERIOD));
      certificates.look();
      VirtualHost after = hosts.get().of("a.test");
      assertNotSame(before, after);
      certificates.look();
      assertSame(after, hosts.get().of("a.test"));
    }
  }

  @Test
  void anUnusableFileStopsTheStartAndIsNamed() throws Exception {
    Files.writeString(folder.resolve("b.key"), "no key");
    UncheckedIOException refused = assertThrows(UncheckedIOException.class, this::open);
    assertTrue(
        refused.getMessage().endsWith("in " + folder.resolve("b.key")), refused.getMessage());
  }
}
