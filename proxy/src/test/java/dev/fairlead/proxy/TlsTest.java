package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Policy;
import dev.fairlead.gossip.GossipSettings;
import dev.fairlead.gossip.swim.Members;
import dev.fairlead.proxy.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS towards clients, mutual TLS between proxies. */
@Timeout(60)
final class TlsTest {
  @TempDir Path data;

  private Path write(String name, String text) throws Exception {
    return Files.writeString(data.resolve(name), text);
  }

  private static X509Bundle authority() throws Exception {
    return new CertificateBuilder()
        .subject("CN=test authority")
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  private static X509Bundle leaf(X509Bundle authority, String name) throws Exception {
    return new CertificateBuilder()
        .subject("CN=" + name)
        .addSanDnsName(name)
        .buildIssuedBy(authority);
  }

  @Test
  void httpsServesTheCertificateOfTheServerNameAndSaysSo() throws Exception {
    X509Bundle authority = authority();
    List<Settings.Certificate> certificates =
        List.of(certificate(authority, "other.test"), certificate(authority, "app.test"));
    try (TestRegion ams =
            new TestRegion("ams", TestRegion.settings("ams", data, null, certificates));
        Origin origin = Origin.says("secret");
        SSLSocket socket = connect(authority, ams.port("secure"));
        RawClient client = new RawClient(socket)) {
      ams.serve("app", Policy.DEFAULT, List.of(ams.instance("i1", origin.port(), 0)), List.of());
      assertEquals("secret", client.get("app.test", "/").body());
      assertEquals("secret", client.get("app.test", "/").body());
      assertEquals("https", origin.requests.getFirst().header("X-Forwarded-Proto"));
      assertTrue(
          socket.getSession().getPeerPrincipal().getName().contains("app.test"),
          socket.getSession().getPeerPrincipal().getName());
    }
  }

  private Settings.Certificate certificate(X509Bundle authority, String name) throws Exception {
    X509Bundle leaf = leaf(authority, name);
    return new Settings.Certificate(
        write(name + ".pem", leaf.getCertificatePathPEM()),
        write(name + ".key", leaf.getPrivateKeyPEM()));
  }

  private static SSLSocket connect(X509Bundle authority, int port) throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    java.security.KeyStore store = java.security.KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("ca", authority.getCertificate());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName("app.test")));
    socket.setSSLParameters(parameters);
    return socket;
  }

  @Test
  void anUnusableCertificateStopsTheStartAndIsNamed() throws Exception {
    Path chain = write("bad.pem", "no certificate");
    Settings settings =
        TestRegion.settings("ams", data, null, List.of(new Settings.Certificate(chain, chain)));
    UncheckedIOException refused =
        assertThrows(
            UncheckedIOException.class, () -> Proxy.bind(settings, new SimpleMeterRegistry()));
    assertTrue(refused.getMessage().contains("bad.pem"), refused.getMessage());
  }

  @Test
  void aTakenPortStopsTheStartAndIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Settings any = TestRegion.settings("ams", data, null, List.of());
      Settings settings =
          new Settings(
              any.node(),
              any.control(),
              any.admin(),
              any.cluster(),
              any.gossip(),
              any.backhaul(),
              any.catalog(),
              List.of(
                  new Settings.Listen(
                      "web",
                      new Settings.Bind("127.0.0.1", taken.getLocalPort()),
                      Settings.Protocol.HTTP)),
              List.of(),
              any.watchdog(),
              any.log());
      UncheckedIOException refused =
          assertThrows(
              UncheckedIOException.class, () -> Proxy.bind(settings, new SimpleMeterRegistry()));
      assertEquals(
          "cannot bind listener web 127.0.0.1:%d: Address already in use"
              .formatted(taken.getLocalPort()),
          refused.getMessage());
    }
  }

  @Test
  void theBackhaulTrustsOnlyNodesOfItsOwnAuthority() throws Exception {
    X509Bundle authority = authority();
    GossipSettings.Tls ours = tls(authority, "ours");
    GossipSettings.Tls theirs = tls(authority(), "theirs");
    try (TestRegion ams = new TestRegion("ams", settings("ams", ours));
        TestRegion waw = new TestRegion("waw", settings("waw", ours));
        TestRegion stranger = new TestRegion("nrt", settings("nrt", theirs));
        Origin origin = Origin.says("over TLS")) {
      Members members = Members.of(List.of(ams.member(), waw.member(), stranger.member()));
      ams.members = members;
      stranger.members = members;
      waw.serve("app", Policy.DEFAULT, List.of(waw.instance("i1", origin.port(), 0)), List.of());
      ams.serve("app", Policy.DEFAULT, List.of(), List.of(waw.presence()));
      stranger.serve("app", Policy.DEFAULT, List.of(), List.of(waw.presence()));
      try (RawClient client = new RawClient(ams.port("web"))) {
        assertEquals("over TLS", client.get("app.test", "/").body());
      }
      try (RawClient client = new RawClient(stranger.port("web"))) {
        assertEquals(502, client.get("app.test", "/").code());
      }
      assertEquals(1, origin.requests.size());
    }
  }

  private Settings settings(String region, GossipSettings.Tls tls) {
    return TestRegion.settings(region, data, tls, List.of());
  }

  private GossipSettings.Tls tls(X509Bundle authority, String prefix) throws Exception {
    X509Bundle leaf = leaf(authority, "node");
    return new GossipSettings.Tls(
        write(prefix + "-ca.pem", authority.getCertificatePathPEM()),
        write(prefix + ".pem", leaf.getCertificatePathPEM()),
        write(prefix + ".key", leaf.getPrivateKeyPEM()));
  }
}
