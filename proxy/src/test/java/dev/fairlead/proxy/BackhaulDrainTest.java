package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.Pressure;
import dev.fairlead.catalog.model.RegionPresence;
import dev.fairlead.gossip.swim.Members;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node that drains while other regions send it requests. */
@Timeout(60)
final class BackhaulDrainTest {
  @TempDir Path data;

  @Test
  void otherRegionsMoveToANewConnectionAndLoseNoRequest() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Origin.Answer answer =
        (request, body, out) -> {
          if (request.line().contains("/slow")) {
            awaitQuietly(go);
          }
          Origin.respond(out, "from waw");
        };
    try (TestRegion ams = new TestRegion("ams", data);
        TestRegion waw = new TestRegion("waw", data);
        Wire wire = new Wire(waw.proxy.backhaulAddress().port());
        Origin origin = new Origin(answer);
        RawClient busy = new RawClient(ams.port("web"));
        RawClient client = new RawClient(ams.port("web"))) {
      ams.members = Members.of(List.of(ams.member(), waw.member(wire.address())));
      waw.members = ams.members;
      waw.serve("app", Policy.DEFAULT, List.of(waw.instance("i1", origin.port(), 0)), List.of());
      ams.serve("app", Policy.DEFAULT, List.of(), List.of(waw.presence()));
      busy.send("GET /slow HTTP/1.1\r\nHost: app.test\r\n\r\n");
      Waits.until(() -> origin.requests.size() == 1);
      assertEquals("from waw", client.get("app.test", "/").body());

      int before = wire.accepted.get();
      waw.proxy.drain();
      while (wire.accepted.get() == before) { // until ams heard of it; none may fail meanwhile
        assertEquals("from waw", client.get("app.test", "/").body());
      }
      assertEquals("from waw", client.get("app.test", "/").body());
      go.countDown();
      assertEquals("from waw", busy.receive().body());
      Waits.until(() -> wire.endedByClient.get() >= 1);
      assertEquals(0, ams.proxy.traffic().errorsTotal());
    }
  }

  @Test
  void aNodeThatStopsUnderLoadLosesNoRequestOfOtherRegions() throws Exception {
    try (TestRegion ams = new TestRegion("ams", data);
        TestRegion stays = TestRegion.another("waw", "waw-2", data);
        Origin origin = Origin.says("from waw")) {
      AtomicInteger answered = new AtomicInteger();
      AtomicBoolean over = new AtomicBoolean();
      stays.serve(
          "app", Policy.DEFAULT, List.of(stays.instance("i1", origin.port(), 0)), List.of());
      List<CompletableFuture<Void>> clients = new ArrayList<>();
      for (int round = 0; round < 5; round++) {
        TestRegion stops = new TestRegion("waw", data);
        stops.serve(
            "app", Policy.DEFAULT, List.of(stops.instance("i1", origin.port(), 0)), List.of());
        ams.members = Members.of(List.of(ams.member(), stops.member(), stays.member()));
        RegionPresence both = new RegionPresence("waw", 2, Pressure.LOW, List.of("waw-1", "waw-2"));
        ams.serve("app", Policy.DEFAULT, List.of(), List.of(both));
        while (clients.size() < 8) {
          boolean post = clients.size() % 2 == 0;
          clients.add(CompletableFuture.runAsync(() -> ask(ams, post, answered, over)));
        }
        int before = answered.get();
        Waits.until(() -> answered.get() > before + 200);
        Drain.finish(stops.proxy); // as a node does that is told to stop; nobody else knows of it
        stops.close();
        int after = answered.get();
        Waits.until(() -> answered.get() > after + 50);
      }
      over.set(true);
      for (CompletableFuture<Void> client : clients) {
        client.get(20, TimeUnit.SECONDS);
      }
      assertEquals(0, ams.proxy.traffic().errorsTotal());
      assertEquals(answered.get(), origin.requests.size());
    }
  }

  @Test
  void aNodeThatIsCutAnswersNothingForItsInstances() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (TestRegion ams = new TestRegion("ams", data);
        TestRegion stays = TestRegion.another("waw", "waw-2", data);
        Origin silent = new Origin((_, _, _) -> awaitQuietly(go));
        Origin origin = Origin.says("from waw-2")) {
      TestRegion stops = new TestRegion("waw", data);
      stays.serve(
          "app", Policy.DEFAULT, List.of(stays.instance("i2", origin.port(), 0)), List.of());
      stops.serve(
          "app", Policy.DEFAULT, List.of(stops.instance("i1", silent.port(), 0)), List.of());
      ams.members = Members.of(List.of(ams.member(), stops.member()));
      ams.serve("app", Policy.DEFAULT, List.of(), List.of(stops.presence()));
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        RawClient client = ams.client();
        clients.add(client);
        client.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
      }
      Waits.until(() -> silent.requests.size() == clients.size());
      ams.members = Members.of(List.of(ams.member(), stops.member(), stays.member()));
      stops.close(); // its limit is over
      for (RawClient client : clients) {
        assertEquals("from waw-2", client.receive().body());
        client.close();
      }
      assertEquals(0, stops.proxy.traffic().errorsTotal());
    } finally {
      go.countDown();
    }
  }

  private static void ask(
      TestRegion region, boolean post, AtomicInteger answered, AtomicBoolean over) {
    try (RawClient client = region.client()) {
      while (!over.get()) {
        client.send(
            post
                ? "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\n\r\nabc"
                : "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
        assertEquals("from waw", client.receive().body());
        answered.incrementAndGet();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) throws IOException {
    try {
      assertTrue(latch.await(20, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
