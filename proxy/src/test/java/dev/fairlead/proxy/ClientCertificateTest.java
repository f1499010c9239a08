package dev.fairlead.proxy;

import static dev.fairlead.proxy.TlsSetting.SECURE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.proxy.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts and listeners that want to know who the client is. */
@Timeout(60)
final class ClientCertificateTest {
  private static final String SUBJECT = "Fairlead-Client-Subject";

  @TempDir Path data;
  private TestAuthority servers;
  private TestAuthority clients;
  private TlsClient alice;
  private TlsClient nobody;
  private Settings.Certificate open;
  private Settings.Certificate closed;

  @BeforeEach
  void found() throws Exception {
    servers = new TestAuthority(data);
    clients = new TestAuthority(data, "clients");
    alice = new TlsClient(List.of(servers.root()), clients.client("CN=alice, O=Zażółć"));
    nobody = new TlsClient(List.of(servers.root()));
    open = servers.certificate("open.test");
    Settings.Certificate files = servers.certificate("app.test");
    closed = new Settings.Certificate(files.chain(), files.key(), clients.rootFile("ca.pem"));
  }

  private static void refused(TestRegion region, SSLSocket socket) {
    double before = TlsSetting.count(region, "client_certificate");
    assertThrows(IOException.class, () -> TlsSetting.exchange(socket, "app.test"));
    Waits.until(() -> TlsSetting.count(region, "client_certificate") == before + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void onlyClientsOfTheAuthorityComeInAndInstancesSeeWho(String version) throws Exception {
    try (TestRegion ams = new TlsSetting(data).with(open, closed).start();
        Origin origin = Origin.says("x")) {
      ams.serve(origin);
      refused(ams, nobody.connect("app.test", ams.port(SECURE), TlsClient.version(version)));
      for (int i = 0; i < 2; i++) { // the second time it resumes, and is still known
        SSLSocket socket = alice.connect("app.test", ams.port(SECURE), TlsClient.version(version));
        assertEquals(200, TlsSetting.exchange(socket, "app.test"));
      }
      assertEquals(1, alice.verified());
      assertEquals(2, origin.requests.size());
      for (Origin.Request request : origin.requests) {
        assertEquals("CN=alice,O=Za\\C5\\BC\\C3\\B3\\C5\\82\\C4\\87", request.header(SUBJECT));
      }
    }
  }

  @Test
  void aCertificateOfAnotherAuthorityIsNoneEvenOfTheSameName() throws Exception {
    TestAuthority other = new TestAuthority(data, "clients");
    TlsClient mallory = new TlsClient(List.of(servers.root()), other.client("CN=alice"));
    try (TestRegion ams = new TlsSetting(data).with(open, closed).start();
        Origin origin = Origin.says("x")) {
      ams.serve(origin);
      refused(ams, mallory.connect("app.test", ams.port(SECURE)));
      assertEquals(0, origin.requests.size());
    }
  }

  @Test
  void aListenerWantsThemForEveryName() throws Exception {
    Path authority = clients.rootFile("listener.pem");
    try (TestRegion ams = new TlsSetting(data).with(open).listen("inside", authority).start();
        Origin origin = Origin.says("x")) {
      ams.serve(origin);
      refused(ams, nobody.connect("app.test", ams.port("inside")));
      assertEquals(
          200, TlsSetting.exchange(alice.connect("app.test", ams.port("inside")), "app.test"));
      assertEquals(
          200, TlsSetting.exchange(nobody.connect("app.test", ams.port(SECURE)), "app.test"));
    }
  }

  @Test
  void whoTheClientSaysItIsCountsNothing() throws Exception {
    try (TestRegion ams = new TlsSetting(data).with(open, closed).start();
        Origin origin = Origin.says("x")) {
      ams.serve(origin);
      ams.hosts.put("open.test", "app");
      String forged =
          "GET / HTTP/1.1\r\nHost: open.test\r\nFairlead-Client-Subject: CN=root\r\n\r\n";
      try (RawClient plain = ams.client();
          RawClient secure = new RawClient(nobody.connect("open.test", ams.port(SECURE)))) {
        assertEquals(200, plain.send(forged).receive().code());
        assertEquals(200, secure.send(forged).receive().code());
      }
      try (RawClient known = new RawClient(alice.connect("app.test", ams.port(SECURE)))) {
        known.send(forged.replace("open.test", "app.test"));
        assertEquals(200, known.receive().code());
      }
      assertEquals("", origin.requests.get(0).header(SUBJECT));
      assertEquals("", origin.requests.get(1).header(SUBJECT));
      assertTrue(origin.requests.get(2).header(SUBJECT).startsWith("CN=alice"));
    }
  }

  @Test
  void aHostThatWantsThemIsNotReachedBySessionsOfHostsThatDoNot() throws Exception {
    try (TestRegion ams = new TlsSetting(data).with(open, closed).start();
        Origin origin = Origin.says("x")) {
      ams.serve(origin);
      ams.hosts.put("open.test", "app");
      for (String host : List.of("app.test", "APP.test", "app.test:443", "app.test.")) {
        try (RawClient client = new RawClient(nobody.connect("open.test", ams.port(SECURE)))) {
          assertEquals(200, client.get("open.test", "/").code());
          RawClient.Response answer = client.get(host, "/");
          assertEquals(421, answer.code(), host);
          assertTrue(answer.header("Fairlead-Error").startsWith("FQ15 "), answer.toString());
          assertTrue(client.ended());
        }
      }
      try (RawClient client = new RawClient(alice.connect("app.test", ams.port(SECURE)))) {
        assertEquals(421, client.get("open.test", "/").code()); // who is asked for has a reason
      }
      assertEquals(4, origin.requests.size());
    }
  }

  @Test
  void hostsOfOneMindShareAConnection() throws Exception {
    try (TestRegion ams =
            new TlsSetting(data).with(open, servers.certificate("other.test")).start();
        Origin origin = Origin.says("x");
        RawClient client = new RawClient(nobody.connect("open.test", ams.port(SECURE)))) {
      ams.serve(origin);
      ams.hosts.put("other.test", "app");
      assertEquals(200, client.get("other.test", "/").code());
      assertEquals(200, client.get("app.test", "/").code());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aSessionWithoutCertificateIsNotResumedWhereOneIsNeeded(String version) throws Exception {
    Path authority = clients.rootFile("listener.pem");
    try (TestRegion ams = new TlsSetting(data).with(open).listen("inside", authority).start()) {
      SSLSocket outside = nobody.connect("open.test", ams.port(SECURE), TlsClient.version(version));
      assertEquals(404, TlsSetting.exchange(outside, "open.test"));
      refused(ams, nobody.connect("open.test", ams.port("inside"), TlsClient.version(version)));
    }
  }

  @Test
  void anAuthorityThatIsTakenAwayClosesTheDoorAlsoOnOpenConnections() throws Exception {
    try (TestRegion ams = new TlsSetting(data).with(open, closed).start();
        Origin origin = Origin.says("x");
        RawClient client = new RawClient(alice.connect("app.test", ams.port(SECURE)))) {
      ams.serve(origin);
      assertEquals(200, client.get("app.test", "/").code());
      Files.copy(
          new TestAuthority(data, "others").rootFile("others.pem"),
          closed.clientCa(),
          StandardCopyOption.REPLACE_EXISTING);
      Waits.until(() -> {
        try {
          return client.get("app.test", "/").code() == 421;
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      });
      refused(ams, alice.connect("app.test", ams.port(SECURE)));
    }
  }
}
