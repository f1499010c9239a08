package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.catalog.model.Policy;
import dev.fairlead.proxy.SwitchingOrigin.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two regions, a client in the first and an origin that can be in either. */
abstract class UpgradeSetting {
  static final String HANDSHAKE =
      "GET /ws HTTP/1.1\r\nHost: app.test\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

  @TempDir Path data;
  TestRegion ams;
  TestRegion waw;
  TestRegion serving;
  SwitchingOrigin origin;
  RawClient client;

  @BeforeEach
  void start() throws IOException {
    ams = new TestRegion("ams", Files.createDirectory(data.resolve("ams")));
    waw = new TestRegion("waw", Files.createDirectory(data.resolve("waw")));
    TestRegion.introduce(ams, waw);
    origin = new SwitchingOrigin();
    client = ams.client();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    origin.close();
    ams.close();
    waw.close();
  }

  final void serve(boolean elsewhere) {
    serve(elsewhere, Policy.DEFAULT);
  }

  final void serve(boolean elsewhere, Policy policy) {
    serving = elsewhere ? waw : ams;
    serving.serve("app", policy, List.of(serving.instance("i1", origin.port(), 1)), List.of());
    if (elsewhere) {
      ams.serve("app", policy, List.of(), List.of(waw.presence()));
    }
  }

  /** Asks, grants; the connection of the instance. */
  final Peer open() throws Exception {
    client.send(HANDSHAKE);
    Peer peer = origin.peer();
    peer.head();
    peer.send(SwitchingOrigin.GRANTS);
    assertEquals(101, client.receive().code());
    return peer;
  }
}
