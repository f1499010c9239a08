package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Policy;
import dev.fairlead.gossip.GossipSettings;
import dev.fairlead.gossip.swim.Members;
import dev.fairlead.proxy.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  @Test
  void whatIsSentBehindTheLastAnswerNeverResetsItOverTls() throws Exception {
    TestAuthority authority = new TestAuthority(data);
    try (TestRegion ams = secure(authority);
        Origin origin = Origin.says("x".repeat(100_000));
        RawClient client = new RawClient(authority.connect("app.test", ams.port("secure")))) {
      ams.serve("app", Policy.DEFAULT, List.of(ams.instance("i1", origin.port(), 0)), List.of());
      assertEquals(200, client.get("app.test", "/").code());
      ams.proxy.drain();
      client.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n".repeat(500));
      RawClient.Response last = client.receive();
      assertEquals(100_000, last.body().length());
      assertEquals("close", last.header("Connection"));
      client.send("and what is no request at all ".repeat(2_000));
      assertTrue(client.ended());
      assertEquals(2, origin.requests.size());
    }
  }

  @Test
  void anUpgradeOverTlsEndsInOrderFromEitherSide() throws Exception {
    TestAuthority authority = new TestAuthority(data);
    try (TestRegion ams = secure(authority);
        SwitchingOrigin origin = new SwitchingOrigin()) {
      ams.serve("app", Policy.DEFAULT, List.of(ams.instance("i1", origin.port(), 0)), List.of());
      for (boolean clientFirst : new boolean[] {true, false}) {
        try (RawClient client = new RawClient(authority.connect("app.test", ams.port("secure")))) {
          client.send(UpgradeSetting.HANDSHAKE + "ahead");
          SwitchingOrigin.Peer peer = origin.peer();
          assertEquals("GET /ws HTTP/1.1", peer.head().getFirst());
          peer.send(SwitchingOrigin.GRANTS + "first");
          assertEquals(101, client.receive().code());
          assertEquals("first", new String(client.in.readNBytes(5)));
          assertEquals("ahead", peer.read(5));
          if (clientFirst) {
            client.send("last");
            client.socket.close();
            assertEquals("last", peer.read(4));
            assertTrue(peer.ended()); // in order, not reset
          } else {
            peer.send("last").endOutput();
            assertEquals("last", new String(client.in.readAllBytes()));
          }
          peer.close();
        }
        Waits.until(() -> ams.inFlight() == 0 && ams.proxy.traffic().connectionsNow() == 0);
      }
    }
  }

  private TestRegion secure(TestAuthority authority) throws Exception {
    List<Settings.Certificate> certificates = List.of(authority.certificate("app.test"));
    return new TestRegion("ams", TestRegion.settings("ams", data, null, certificates));
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
    TestAuthority authority = new TestAuthority(data);
    GossipSettings.Tls ours = authority.node("ours");
    GossipSettings.Tls theirs = new TestAuthority(data).node("theirs");
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
}
