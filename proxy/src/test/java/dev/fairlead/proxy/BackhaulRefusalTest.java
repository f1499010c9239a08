package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.Pressure;
import dev.fairlead.catalog.model.RegionPresence;
import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Member;
import dev.fairlead.gossip.swim.Members;
import dev.fairlead.proxy.RawClient.Response;
import dev.fairlead.proxy.RawNode.Reaction;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nodes of other regions that say of a stream that they did nothing with it. */
@Timeout(60)
final class BackhaulRefusalTest {
  /** How a node says it. */
  enum Refusing {
    BY_RESET((frame, wire) -> {
      if (frame.type() == RawNode.HEADERS) {
        wire.reset(frame.stream(), RawNode.REFUSED_STREAM);
      }
    }),
    BY_GOAWAY((frame, wire) -> {
      if (frame.type() == RawNode.HEADERS) {
        wire.goAway(0);
      }
    });

    private final Reaction reaction;

    Refusing(Reaction reaction) {
      this.reaction = reaction;
    }
  }

  @TempDir Path data;
  @AutoClose private TestRegion ams;
  @AutoClose private TestRegion nrt;

  @BeforeEach
  void start() {
    ams = new TestRegion("ams", data);
    nrt = new TestRegion("nrt", data);
    ams.tcpService = "app";
  }

  private static Member wawNode(String name, int port) {
    return new Member(
        name,
        "waw",
        new Address("127.0.0.1", 1),
        new Address("127.0.0.1", port),
        Member.State.ALIVE,
        1,
        null);
  }

  private void know(Member... waw) {
    List<Member> all = new ArrayList<>(List.of(ams.member(), nrt.member()));
    all.addAll(List.of(waw));
    ams.members = Members.of(all);
  }

  /** An instance in {@code nrt}; but {@code waw} is nearer and says it has one too. */
  private void serveInNrt(int port) {
    nrt.serve("app", Policy.DEFAULT, List.of(nrt.instance("i1", port, 0)), List.of());
    RegionPresence waw = new RegionPresence("waw", 1, Pressure.LOW, List.of("waw-1", "waw-2"));
    Policy noBudget = Policy.DEFAULT.withRetries(0);
    ams.serve("app", noBudget, List.of(), List.of(waw, nrt.presence()));
  }

  @ParameterizedTest
  @EnumSource
  void anyRequestIsSentToTheNextRegion(Refusing how) throws IOException {
    try (RawNode refusing = new RawNode(how.reaction);
        Origin origin = Origin.says("from nrt");
        RawClient client = ams.client()) {
      know(wawNode("waw-1", refusing.port()));
      serveInNrt(origin.port());
      for (int i = 1; i <= 10; i++) {
        client.send("POST /" + i + " HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\n\r\nabc");
        assertEquals("from nrt", client.receive().body());
        assertEquals(3 * i, origin.bodyBytes.get());
        assertEquals("from nrt", client.get("app.test", "/get").body());
        assertEquals(2 * i, origin.requests.size());
      }
      assertTrue(refusing.streams.get() >= 20, "asked " + refusing.streams.get());
      assertEquals(0, ams.proxy.traffic().errorsTotal());
    }
  }

  @ParameterizedTest
  @EnumSource
  void anyConnectionIsOpenedInTheNextRegion(Refusing how) throws IOException {
    try (RawNode refusing = new RawNode(how.reaction);
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      know(wawNode("waw-1", refusing.port()));
      serveInNrt(server.getLocalPort());
      try (Socket client = new Socket("127.0.0.1", ams.port("bytes"))) {
        client.getOutputStream().write(Origin.ascii("hello"));
        server.setSoTimeout(20_000);
        try (Socket accepted = server.accept()) {
          InputStream in = accepted.getInputStream();
          assertEquals("hello", new String(in.readNBytes(5)));
        }
      }
      assertTrue(refusing.streams.get() >= 1);
    }
  }

  @Test
  void aNodeThatRefusesOnceIsAskedAgainOnANewConnection() throws IOException {
    int[] heads = {0};
    Reaction once =
        (frame, wire) -> {
          if (frame.type() == RawNode.HEADERS && heads[0]++ == 0) {
            wire.goAway(0);
          } else if (frame.type() == RawNode.HEADERS) {
            wire.send(RawNode.HEADERS, 5, frame.stream(), new byte[] {(byte) 0x89}); // :status 204
          }
        };
    try (RawNode node = new RawNode(once);
        RawClient client = ams.client()) {
      know(wawNode("waw-1", node.port()));
      serveInNrt(Waits.deadPort());
      client.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\n\r\nabc");
      assertEquals(204, client.receive().code());
      assertEquals(2, node.connections.get());
    }
  }

  @Test
  void whereEveryNodeRefusesTheAnswerIsFB01() throws IOException {
    try (RawNode one = new RawNode(Refusing.BY_RESET.reaction);
        RawNode two = new RawNode(Refusing.BY_GOAWAY.reaction);
        RawClient client = ams.client()) {
      know(wawNode("waw-1", one.port()), wawNode("waw-2", two.port()));
      RegionPresence waw = new RegionPresence("waw", 1, Pressure.LOW, List.of("waw-1", "waw-2"));
      ams.serve("app", Policy.DEFAULT, List.of(), List.of(waw));
      Response response = client.get("app.test", "/");
      assertEquals(502, response.code());
      assertTrue(response.header("Fairlead-Error").startsWith("FB01 "));
      assertTrue(one.streams.get() >= 1 && two.streams.get() >= 1);
    }
  }

  @Test
  void aStreamThatFailedInAnotherWayIsNotSentAgainIfThatIsUnsafe() throws IOException {
    Reaction fails =
        (frame, wire) -> {
          if (frame.type() == RawNode.HEADERS) {
            wire.reset(frame.stream(), 2); // INTERNAL_ERROR
          }
        };
    try (RawNode failing = new RawNode(fails);
        Origin origin = Origin.says("from nrt");
        RawClient client = ams.client()) {
      know(wawNode("waw-1", failing.port()));
      serveInNrt(origin.port());
      assertEquals("from nrt", client.get("app.test", "/").body());
      client.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\n\r\nabc");
      assertEquals(502, client.receive().code());
      assertEquals(1, origin.requests.size());
    }
  }
}
