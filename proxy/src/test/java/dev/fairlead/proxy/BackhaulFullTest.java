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
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node that takes one stream at a time on each connection. */
@Timeout(60)
final class BackhaulFullTest {
  /** Connections of one event loop to one node. */
  private static final int LINKS = 4;

  /** {@code SETTINGS_MAX_CONCURRENT_STREAMS} = 1. */
  private static final byte[] ONE_STREAM = {0, 3, 0, 0, 0, 1};

  /** {@code :status: 204}, as HPACK's static table has it. */
  private static final byte[] NO_CONTENT = {(byte) 0x89};

  /** A request that waits for its answer. */
  private record Asked(RawNode.Wire wire, int stream) {
    void answer() throws IOException {
      wire.send(RawNode.HEADERS, 5, stream, NO_CONTENT);
    }
  }

  @AutoClose private final TestRegion ams;
  @AutoClose private final TestRegion nrt;
  @AutoClose private final RawNode node;
  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
  private final List<RawClient> clients = new ArrayList<>();

  BackhaulFullTest(@TempDir Path data) throws IOException {
    System.setProperty("fairlead.loops", "1");
    try {
      ams = new TestRegion("ams", data);
      nrt = new TestRegion("nrt", data);
    } finally {
      System.clearProperty("fairlead.loops");
    }
    node =
        new RawNode(
            (frame, wire) -> {
              if (frame.type() == RawNode.HEADERS) {
                asked.add(new Asked(wire, frame.stream()));
              }
            },
            ONE_STREAM);
    Address there = new Address("127.0.0.1", node.port());
    Member waw =
        new Member("waw-1", "waw", new Address("127.0.0.1", 1), there, Member.State.ALIVE, 1, null);
    ams.members = Members.of(List.of(ams.member(), nrt.member(), waw));
  }

  @AfterEach
  void hangUp() throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
  }

  private void serveIn(RegionPresence... regions) {
    ams.serve("app", Policy.DEFAULT, List.of(), List.of(regions));
  }

  private static RegionPresence waw() {
    return new RegionPresence("waw", 1, Pressure.LOW, List.of("waw-1"));
  }

  private RawClient ask() throws IOException {
    RawClient client = ams.client();
    clients.add(client);
    return client.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 0\r\n\r\n");
  }

  private Asked next() throws InterruptedException {
    Asked next = asked.poll(20, TimeUnit.SECONDS);
    assertTrue(next != null, "no request arrived");
    return next;
  }

  @Test
  void aBurstFillsOneConnectionAfterTheOther() throws Exception {
    serveIn(waw());
    for (int i = 0; i < LINKS; i++) {
      ask(); // all before there is any connection, or most of them
    }
    List<Asked> all = new ArrayList<>();
    for (int i = 0; i < LINKS; i++) {
      all.add(next());
    }
    assertEquals(LINKS, node.connections.get());
    for (Asked one : all) {
      one.answer();
    }
    for (RawClient client : clients) {
      assertEquals(204, client.receive().code());
    }
  }

  @Test
  void whenAllAreFullTheNextRegionServes() throws Exception {
    try (Origin origin = Origin.says("from nrt")) {
      nrt.serve("app", Policy.DEFAULT, List.of(nrt.instance("i1", origin.port(), 0)), List.of());
      serveIn(waw(), nrt.presence());
      List<Asked> all = new ArrayList<>();
      for (int i = 0; i < LINKS; i++) {
        ask();
        all.add(next());
      }
      assertEquals("from nrt", ask().receive().body());
      assertEquals(LINKS, node.streams.get());
      all.getFirst().answer();
      assertEquals(204, clients.getFirst().receive().code());
      RawClient again = ask();
      next().answer(); // there is room again
      assertEquals(204, again.receive().code());
      assertEquals(LINKS, node.connections.get());
    }
  }

  @Test
  void whenAllAreFullAndNoOtherRegionHasItTheAnswerIsFB01() throws Exception {
    serveIn(waw());
    List<Asked> all = new ArrayList<>();
    for (int i = 0; i < LINKS; i++) {
      ask();
      all.add(next());
    }
    Response response = ask().receive();
    assertEquals(502, response.code());
    assertTrue(response.header("Fairlead-Error").startsWith("FB01 "));
    for (Asked one : all) {
      one.answer();
    }
    for (RawClient client : clients.subList(0, LINKS)) {
      assertEquals(204, client.receive().code());
    }
  }
}
