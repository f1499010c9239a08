package dev.fairlead.proxy;

import static dev.fairlead.proxy.Waits.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.Pressure;
import dev.fairlead.catalog.model.RegionPresence;
import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Member;
import dev.fairlead.gossip.swim.Members;
import dev.fairlead.proxy.RawClient.Response;
import dev.fairlead.proxy.route.ExplainRequest;
import dev.fairlead.proxy.route.Explanation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HTTP from a client in one region to an instance in another, through both proxies. */
@Timeout(60)
final class BackhaulTest {
  @TempDir Path data;
  @AutoClose private TestRegion ams;
  @AutoClose private TestRegion waw;

  @BeforeEach
  void start() {
    ams = new TestRegion("ams", data);
    waw = new TestRegion("waw", data);
    TestRegion.introduce(ams, waw);
  }

  private void serveInWaw(Origin origin) {
    ams.serveFrom(waw, "app", origin.port());
  }

  @Test
  void aRequestIsCarriedToTheRegionThatHasAnInstance() throws IOException {
    try (Origin origin = Origin.says("from waw");
        RawClient client = ams.client()) {
      serveInWaw(origin);
      for (int i = 0; i < 10; i++) {
        Response response = client.get("app.test", "/path?q=" + i);
        assertEquals(200, response.code());
        assertEquals("from waw", response.body());
        Origin.Request seen = origin.requests.get(i);
        assertEquals("GET /path?q=" + i + " HTTP/1.1", seen.line());
        assertEquals("app.test", seen.header("Host"));
        assertEquals("ams", seen.header("Fairlead-Region"));
        assertEquals("127.0.0.1", seen.header("X-Forwarded-For"));
        assertEquals("http", seen.header("X-Forwarded-Proto"));
        assertEquals(Integer.toString(ams.port("web")), seen.header("X-Forwarded-Port"));
        assertEquals("1.1 ams-1, 1.1 waw-1", seen.header("Via"));
        assertEquals(response.header("Fairlead-Request-Id"), seen.header("Fairlead-Request-Id"));
        assertEquals("", seen.header("Transfer-Encoding"));
        assertEquals("", seen.header("Fairlead-Hop"));
        assertEquals("", seen.header("Fairlead-Service"));
      }
      until(() -> waw.inFlight() == 0);
    }
  }

  @Test
  void bodilessAndChunkedAnswersKeepTheirFraming() throws IOException {
    Origin.Answer answer =
        (request, body, out) -> {
          if (request.line().startsWith("HEAD")) {
            out.write(Origin.ascii("HTTP/1.1 200 OK\r\nContent-Length: 55\r\n\r\n"));
          } else if (request.line().contains("/204")) {
            out.write(Origin.ascii("HTTP/1.1 204 No Content\r\n\r\n"));
          } else {
            byte[] all = body.readAllBytes();
            out.write(Origin.ascii("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
            out.write(Origin.ascii(Integer.toHexString(all.length) + "\r\n"));
            out.write(all);
            out.write(Origin.ascii("\r\n0\r\n\r\n"));
          }
          out.flush();
        };
    try (Origin origin = new Origin(answer);
        RawClient client = ams.client()) {
      serveInWaw(origin);
      Response head = client.send("HEAD / HTTP/1.1\r\nHost: app.test\r\n\r\n").receive(false);
      assertEquals("55", head.header("Content-Length"));
      Response empty = client.get("app.test", "/204");
      assertEquals(204, empty.code());
      assertEquals("", empty.header("Transfer-Encoding"));
      client.send(
          "POST / HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "5\r\nhello\r\n0\r\n\r\n");
      assertEquals("hello", client.receive().body());
      client.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\n\r\nabc");
      assertEquals("abc", client.receive().body());
    }
  }

  @Test
  void expectContinueCrossesRegions() throws IOException {
    try (Origin origin = Origin.bidsContinue();
        RawClient client = ams.client()) {
      serveInWaw(origin);
      client.send(
          "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
      assertEquals(100, client.receive().code());
      client.send("abc");
      assertEquals("abc", client.receive().body());
    }
  }

  @Test
  void aCarriedRequestNeverTravelsAgain() throws IOException {
    // Both believe the other has it.
    ams.serve("app", Policy.DEFAULT, List.of(), List.of(waw.presence()));
    waw.serve("app", Policy.DEFAULT, List.of(), List.of(ams.presence()));
    try (RawClient client = ams.client()) {
      Response response = client.get("app.test", "/");
      assertEquals(508, response.code());
      assertTrue(response.header("Fairlead-Error").startsWith("FR05 "));
    }
  }

  @Test
  void nobodyAnywhereIsFR02() throws IOException {
    ams.serve("app", Policy.DEFAULT, List.of(), List.of());
    try (RawClient client = ams.client()) {
      Response response = client.get("app.test", "/");
      assertEquals(503, response.code());
      assertTrue(response.header("Fairlead-Error").startsWith("FR02 "));
    }
  }

  @Test
  void aRegionWhoseProxiesCannotBeReachedIsFB01() throws IOException {
    ams.members =
        Members.of(List.of(ams.member(), waw.member(new Address("127.0.0.1", Waits.deadPort()))));
    ams.serve("app", Policy.DEFAULT, List.of(), List.of(waw.presence()));
    try (RawClient client = ams.client()) {
      Response response = client.get("app.test", "/");
      assertEquals(502, response.code());
      assertTrue(response.header("Fairlead-Error").startsWith("FB01 "));
    }
    ams.serve(
        "app",
        Policy.DEFAULT,
        List.of(),
        List.of(new RegionPresence("nrt", 1, Pressure.LOW, List.of("nrt-1"))));
    try (RawClient client = ams.client()) {
      assertTrue(client.get("app.test", "/").header("Fairlead-Error").startsWith("FB01 "));
    }
  }

  @Test
  void aRegionThatCannotBeReachedIsReplacedByTheNextThatCanServe() throws IOException {
    Members members =
        Members.of(List.of(ams.member(), waw.member(new Address("127.0.0.1", Waits.deadPort()))));
    try (TestRegion nrt = new TestRegion("nrt", data);
        Origin origin = Origin.says("from nrt");
        RawClient client = ams.client()) {
      ams.members = Members.of(List.of(members.byName().get("waw-1"), ams.member(), nrt.member()));
      nrt.serve("app", Policy.DEFAULT, List.of(nrt.instance("i1", origin.port(), 0)), List.of());
      ams.serve("app", Policy.DEFAULT, List.of(), List.of(waw.presence(), nrt.presence()));
      client.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\n\r\nabc");
      assertEquals("from nrt", client.receive().body());
      assertEquals(3, origin.bodyBytes.get());
      // A region that is known, but has no living proxy at all.
      ams.members = Members.of(List.of(ams.member(), nrt.member()));
      assertEquals("from nrt", client.get("app.test", "/").body());
      // And the client's preference does not bind where nobody answers.
      String get = "GET / HTTP/1.1\r\nHost: app.test\r\nFairlead-Prefer-Region: waw\r\n\r\n";
      assertEquals("from nrt", client.send(get).receive().body());
    }
  }

  @Test
  void aRequestLostWithItsRegionIsSentToTheNextIfThatIsSafe() throws Exception {
    CompletableFuture<Void> dead = new CompletableFuture<>();
    Origin.Answer dies =
        (request, body, out) -> {
          waw.close(); // the whole region, while the request is there
          dead.complete(null);
        };
    try (TestRegion nrt = new TestRegion("nrt", data);
        Origin first = new Origin(dies);
        Origin second = Origin.says("from nrt");
        RawClient client = ams.client()) {
      ams.members = Members.of(List.of(waw.member(), ams.member(), nrt.member()));
      waw.serve("app", Policy.DEFAULT, List.of(waw.instance("i1", first.port(), 0)), List.of());
      nrt.serve("app", Policy.DEFAULT, List.of(nrt.instance("i2", second.port(), 0)), List.of());
      ams.serve("app", Policy.DEFAULT, List.of(), List.of(waw.presence(), nrt.presence()));
      assertEquals("from nrt", client.get("app.test", "/").body());
      dead.get();
      assertEquals(1, first.requests.size());
    }
  }

  @Test
  void aProxyThatDiesIsForgottenAndItsSuccessorUsed() throws Exception {
    try (Origin origin = Origin.says("again");
        RawClient client = ams.client()) {
      serveInWaw(origin);
      assertEquals("again", client.get("app.test", "/").body());
      waw.close();
      Response lost = client.get("app.test", "/");
      assertEquals(502, lost.code());
      waw = new TestRegion("waw", data);
      ams.members = Members.of(List.of(ams.member(), waw.member()));
      serveInWaw(origin);
      assertEquals("again", client.get("app.test", "/").body());
    }
  }

  @Test
  void aTruncatedResponseStaysTruncatedAcrossRegions() throws IOException {
    Origin.Answer truncated =
        (request, body, out) -> {
          out.write(Origin.ascii("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"));
          out.flush();
          throw new IOException("gone");
        };
    try (Origin origin = new Origin(truncated);
        RawClient client = ams.client()) {
      serveInWaw(origin);
      client.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
      assertThrows(IOException.class, client::receive);
    }
    until(() -> waw.inFlight() == 0);
  }

  @Test
  void aClientThatLeavesFreesTheOtherRegionToo() throws Exception {
    try (Origin origin = Origin.says("never")) {
      serveInWaw(origin);
      for (int i = 0; i < 20; i++) {
        RawClient client = ams.client();
        client.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 1000000\r\n\r\nabc");
        int sent = i + 1;
        until(() -> origin.requests.size() == sent);
        client.close();
      }
      until(() -> waw.inFlight() == 0);
      until(() -> origin.open.get() == 0);
    }
  }

  @Test
  void largeBodiesPassBothWaysWithBackPressure() throws Exception {
    Flood up = new Flood();
    Flood down = new Flood();
    Origin.Answer floods =
        (request, body, out) -> {
          Origin.drain(body);
          out.write(Origin.ascii("HTTP/1.1 200 OK\r\nContent-Length: " + Flood.BYTES + "\r\n\r\n"));
          down.send(out);
        };
    try (Origin origin = new Origin(floods);
        RawClient client = ams.client()) {
      serveInWaw(origin);
      client.send(
          "PUT / HTTP/1.1\r\nHost: app.test\r\nContent-Length: " + Flood.BYTES + "\r\n\r\n");
      CompletableFuture<Void> upload =
          CompletableFuture.runAsync(() -> {
            try {
              up.send(client.out);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      assertEquals(200, client.receiveHead().code());
      upload.get();
      assertEquals(Flood.BYTES, origin.bodyBytes.get());
      long worst = down.receive(client.in);
      assertTrue(worst < 32 << 20, "outstanding " + worst);
    }
  }

  @Test
  void clientsMaySteerToARegionAndAnInstance() throws IOException {
    try (Origin here = Origin.says("ams");
        Origin there = Origin.says("waw");
        RawClient client = ams.client()) {
      waw.serve("app", Policy.DEFAULT, List.of(waw.instance("w1", there.port(), 0)), List.of());
      ams.serve(
          "app",
          Policy.DEFAULT,
          List.of(ams.instance("a1", here.port(), 0)),
          List.of(waw.presence()));
      assertEquals("ams", client.get("app.test", "/").body());
      String get = "GET / HTTP/1.1\r\nHost: app.test\r\n";
      assertEquals(
          "waw", client.send(get + "Fairlead-Prefer-Region: waw\r\n\r\n").receive().body());
      assertEquals(
          "ams", client.send(get + "Fairlead-Force-Instance: a1\r\n\r\n").receive().body());
      assertEquals(
          503, client.send(get + "Fairlead-Force-Instance: gone\r\n\r\n").receive().code());
    }
  }

  @Test
  void explainTellsHowFarARegionIsMeasuredToBe() throws IOException {
    try (Origin origin = Origin.says("x")) {
      serveInWaw(origin);
      Member near = waw.member();
      Member far =
          new Member(
              near.name(),
              near.region(),
              near.gossip(),
              near.backhaul(),
              near.state(),
              near.incarnation(),
              Duration.ofNanos(24_123_456));
      ams.members = Members.of(List.of(ams.member(), far));
      Explanation told =
          ams.proxy.explain(
              new ExplainRequest.Http("GET", "app.test", "/", 80, ""), Duration.ofSeconds(1));
      assertTrue(
          told.steps().contains("region waw: measured 24.1 ms there and back"), told::toString);
    }
  }

  @Test
  void explainTellsTheSameStory() throws IOException {
    try (Origin origin = Origin.says("x")) {
      serveInWaw(origin);
      Explanation remote =
          ams.proxy.explain(
              new ExplainRequest.Http("GET", "app.test", "/", 80, ""), Duration.ofSeconds(1));
      assertEquals("region waw through node waw-1", remote.outcome());
      assertTrue(remote.steps().contains("region waw: nearest that can serve"), remote::toString);
      Explanation local =
          waw.proxy.explain(
              new ExplainRequest.Http("GET", "app.test", "/", 80, ""), Duration.ofSeconds(1));
      assertEquals("instance i1 at 127.0.0.1:" + origin.port(), local.outcome());
      Explanation fromAms =
          waw.proxy.explain(
              new ExplainRequest.Http("GET", "app.test", "/", 80, "ams"), Duration.ofSeconds(1));
      assertEquals("region waw through node waw-1", fromAms.outcome());
      assertTrue(fromAms.routed());
      assertTrue(
          fromAms.steps().contains("region ams: no routable instance here"), fromAms::toString);
      Explanation none =
          ams.proxy.explain(
              new ExplainRequest.Http("GET", "no.test", "/", 80, ""), Duration.ofSeconds(1));
      assertEquals("FR01 no route for this host and path", none.outcome());
    }
  }
}
