package dev.fairlead.proxy;

import static dev.fairlead.proxy.TlsSetting.SECURE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.proxy.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which certificate a client is shown, and in which versions and suites. */
@Timeout(60)
final class TlsServerNameTest {
  private static final String[] RSA = {"rsa_pss_rsae_sha256", "rsa_pkcs1_sha256"};
  private static final String[] ECDSA = {"ecdsa_secp256r1_sha256"};

  @TempDir Path data;
  private TestAuthority authority;

  @BeforeEach
  void found() throws Exception {
    authority = new TestAuthority(data);
  }

  @Test
  void httpsServesTheCertificateOfTheServerNameAndSaysSo() throws Exception {
    try (TestRegion ams =
            new TlsSetting(data)
                .with(authority.certificate("other.test"), authority.certificate("app.test"))
                .start();
        Origin origin = Origin.says("secret");
        SSLSocket socket = authority.connect("app.test", ams.port(SECURE));
        RawClient client = new RawClient(socket)) {
      ams.serve(origin);
      assertEquals("secret", client.get("app.test", "/").body());
      assertEquals("secret", client.get("app.test", "/").body());
      assertEquals("https", origin.requests.getFirst().header("X-Forwarded-Proto"));
      assertEquals("CN=app.test", socket.getSession().getPeerPrincipal().getName());
      assertEquals(1, ams.meters.get("fairlead_edge_handshakes").counter().count());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 300})
  void exactGoesBeforeWildcardInAnyCaseAmongFewAndManyNames(int others) throws Exception {
    List<String> many = new ArrayList<>(List.of("one.example.test"));
    for (int i = 0; i < others; i++) {
      many.add("n" + i + ".many.test");
    }
    try (TestRegion ams =
        new TlsSetting(data)
            .with(
                authority.certificate("default.test"),
                authority.ecdsa("wild", "*.example.test"),
                authority.ecdsa("exact", many.toArray(String[]::new)))
            .start()) {
      String[][] expected = {
        {"one.example.test", "CN=exact"},
        {"ONE.Example.TEST", "CN=exact"},
        {"two.example.test", "CN=wild"},
        {"TWO.EXAMPLE.test", "CN=wild"},
        {"a.b.example.test", "CN=default.test"},
        {"example.test", "CN=default.test"},
        {"unknown.test", "CN=default.test"},
        {"", "CN=default.test"},
        {
          others == 0 ? "default.test" : "N299.many.TEST",
          others == 0 ? "CN=default.test" : "CN=exact"
        },
      };
      for (String[] pair : expected) {
        SSLSocket socket = authority.connect(pair[0], ams.port(SECURE));
        assertEquals(pair[1], TlsSetting.shown(socket), pair[0]);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "TLSv1.3,true",
    "TLSv1.3,false",
    "TLSv1.2,true",
    "TLSv1.2,false",
  })
  void aNameHasRsaAndEcdsaSideBySide(String version, boolean rsaFirst) throws Exception {
    TestAuthority ofRsa = TestAuthority.ofRsa(data);
    Settings.Certificate rsa = ofRsa.rsa("rsa", "app.test");
    Settings.Certificate ecdsa = authority.ecdsa("ecdsa", "app.test");
    try (TestRegion ams =
        new TlsSetting(data).with(rsaFirst ? rsa : ecdsa, rsaFirst ? ecdsa : rsa).start()) {
      TlsClient client = new TlsClient(List.of(authority.root(), ofRsa.root()));
      assertEquals("CN=rsa", shown(client, ams, version, RSA));
      assertEquals("CN=ecdsa", shown(client, ams, version, ECDSA));
      String[] both = {RSA[0], RSA[1], ECDSA[0]};
      assertEquals("CN=ecdsa", shown(client, ams, version, both));
    }
  }

  private static String shown(TlsClient client, TestRegion region, String version, String[] schemes)
      throws Exception {
    Consumer<SSLParameters> more =
        TlsClient.version(version).andThen(p -> p.setSignatureSchemes(schemes));
    return TlsSetting.shown(client.connect("app.test", region.port(SECURE), more));
  }

  @Test
  void onlySuitesWithForwardSecrecyAndAuthenticatedEncryptionAreSpoken() throws Exception {
    try (TestRegion ams = new TlsSetting(data).with(authority.rsa("app", "app.test")).start()) {
      for (String suite :
          List.of(
              "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
              "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
              "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256")) {
        assertEquals(suite, spoken(ams, suite));
      }
      for (String suite :
          List.of(
              "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
              "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
              "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256")) {
        assertThrows(SSLException.class, () -> spoken(ams, suite), suite);
      }
      Waits.until(() -> TlsSetting.count(ams, "parameters") == 3);
    }
  }

  private String spoken(TestRegion region, String suite) throws Exception {
    Consumer<SSLParameters> more =
        TlsClient.version("TLSv1.2").andThen(p -> p.setCipherSuites(new String[] {suite}));
    TlsClient client = new TlsClient(List.of(authority.root()));
    try (SSLSocket socket = client.connect("app.test", region.port(SECURE), more)) {
      socket.startHandshake();
      return socket.getSession().getCipherSuite();
    }
  }

  @Test
  void http11IsAgreedOnAndAClientOfOtherProtocolsOnlyIsTold() throws Exception {
    try (TestRegion ams = new TlsSetting(data).with(authority.certificate("app.test")).start()) {
      TlsClient client = new TlsClient(List.of(authority.root()));
      try (SSLSocket both = client.connect("app.test", ams.port(SECURE), alpn("h2", "http/1.1"))) {
        both.startHandshake();
        assertEquals("http/1.1", both.getApplicationProtocol());
      }
      try (SSLSocket none = client.connect("app.test", ams.port(SECURE))) {
        none.startHandshake();
        assertEquals("", none.getApplicationProtocol());
      }
      try (SSLSocket other = client.connect("app.test", ams.port(SECURE), alpn("h2"))) {
        IOException refused = assertThrows(IOException.class, other::startHandshake);
        assertTrue(refused.getMessage().contains("no_application_protocol"), refused.getMessage());
      }
      Waits.until(() -> TlsSetting.count(ams, "protocol") == 1);
    }
  }

  private static Consumer<SSLParameters> alpn(String... protocols) {
    return parameters -> parameters.setApplicationProtocols(protocols);
  }
}
