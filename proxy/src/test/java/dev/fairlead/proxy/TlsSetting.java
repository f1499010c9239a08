package dev.fairlead.proxy;

import dev.fairlead.proxy.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;

/** A region with https listeners that a test describes step by step. */
final class TlsSetting {
  static final String SECURE = "secure";

  private static final Settings.Bind ANY = new Settings.Bind("127.0.0.1", 0);

  private final Path data;
  private final List<Settings.Listen> listeners = new ArrayList<>();
  private final List<Settings.Certificate> certificates = new ArrayList<>();
  private Duration handshakeTimeout = Settings.DEFAULT_HANDSHAKE_TIMEOUT;
  private Path clusterKey;

  TlsSetting(Path data) {
    this.data = data;
  }

  TlsSetting with(Settings.Certificate... more) {
    certificates.addAll(List.of(more));
    return this;
  }

  /** Of the listener {@value #SECURE}. */
  TlsSetting handshakeTimeout(Duration timeout) {
    handshakeTimeout = timeout;
    return this;
  }

  TlsSetting clusterKey(Path file) {
    clusterKey = file;
    return this;
  }

  /** One more https listener that wants client certificates. */
  TlsSetting listen(String name, Path clientCa) {
    listeners.add(
        new Settings.Listen(name, ANY, Settings.Protocol.HTTPS, handshakeTimeout, clientCa, 0));
    return this;
  }

  /** One more http listener that sends clients to https. */
  TlsSetting redirect(String name, int port) {
    listeners.add(
        new Settings.Listen(name, ANY, Settings.Protocol.HTTP, handshakeTimeout, null, port));
    return this;
  }

  TestRegion start() {
    listen(SECURE, null);
    Settings usual = TestRegion.settings("ams", data, null, List.of());
    List<Settings.Listen> all = new ArrayList<>(usual.listeners());
    all.addAll(listeners);
    return new TestRegion(
        "ams",
        new Settings(
            usual.node(),
            usual.control(),
            usual.admin(),
            new Settings.Cluster("test", clusterKey, null),
            usual.gossip(),
            usual.backhaul(),
            usual.catalog(),
            all,
            certificates,
            usual.watchdog(),
            usual.log()));
  }

  /** Sends a request through {@code socket} and closes it; how it was answered. */
  static int exchange(SSLSocket socket, String host) throws IOException {
    try (RawClient client = new RawClient(socket)) {
      return client.get(host, "/").code();
    }
  }

  /** The subject of the certificate the server showed; the request may be answered anyhow. */
  static String shown(SSLSocket socket) throws IOException {
    try (RawClient client = new RawClient(socket)) {
      client.get("nobody.test", "/");
      return socket.getSession().getPeerPrincipal().getName();
    }
  }

  static double count(TestRegion region, String reason) {
    return region
        .meters
        .get("fairlead_edge_handshakes_failed")
        .tag("reason", reason)
        .counter()
        .count();
  }
}
