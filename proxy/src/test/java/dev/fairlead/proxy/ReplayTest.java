package dev.fairlead.proxy;

import static dev.fairlead.proxy.Waits.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Effort;
import dev.fairlead.catalog.model.InFlights;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.Pressure;
import dev.fairlead.catalog.model.RegionPresence;
import dev.fairlead.proxy.RawClient.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests that an instance wants to have sent again, and how often instances see them. */
@Timeout(60)
final class ReplayTest {
  private static final Policy POLICY = Waits.policy(2, Duration.ofSeconds(15), Duration.ZERO);
  private static final String POST =
      "POST /order?n=1 HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\n\r\nabc";

  @TempDir private Path data;
  @AutoClose private TestRegion ams;
  @AutoClose private TestRegion waw;

  @BeforeEach
  void start() {
    ams = new TestRegion("ams", data);
    waw = new TestRegion("waw", data);
    TestRegion.introduce(ams, waw);
  }

  @AfterEach
  void nothingIsInFlight() {
    until(() -> ams.inFlight() == 0 && waw.inFlight() == 0);
  }

  /** Answers every request with the order {@code field}. */
  private static Origin orders(String field) throws IOException {
    return new Origin((request, body, out) -> {
      body.readAllBytes();
      out.write(Origin.ascii("HTTP/1.1 409 No\r\n" + field + "\r\nContent-Length: 2\r\n\r\nno"));
      out.flush();
    });
  }

  /** Answers with its name and what it was sent. */
  private static Origin serves(String name) throws IOException {
    return new Origin(
        (request, body, out) -> Origin.respond(out, name + " " + new String(body.readAllBytes())));
  }

  private void serveHere(Origin origin) {
    ams.serve(
        "app", POLICY, List.of(ams.instance("a1", origin.port(), 0)), List.of(waw.presence()));
  }

  private void serveThere(Origin origin) {
    waw.serve("app", POLICY, List.of(waw.instance("w1", origin.port(), 0)), List.of());
  }

  private static void assertUntold(Response answer) {
    for (String name : List.of("Fairlead-Replay", "Fairlead-Instance", "fly-replay")) {
      assertEquals("", answer.header(name));
    }
  }

  @Test
  void anotherRegionGetsTheWholeRequestAndTheClientOnlyItsAnswer() throws IOException {
    try (Origin here = orders("Fairlead-Replay: region=waw;state=\"s 1\"");
        Origin there = serves("waw");
        RawClient client = ams.client()) {
      serveHere(here);
      serveThere(there);
      for (int i = 1; i <= 5; i++) {
        Response answer = client.send(POST).receive();
        assertEquals(200, answer.code());
        assertEquals("waw abc", answer.body());
        assertUntold(answer);
        assertEquals(i, here.requests.size());
        assertEquals(i, there.requests.size());
        Origin.Request seen = there.requests.getLast();
        assertEquals("POST /order?n=1 HTTP/1.1", seen.line());
        assertEquals("instance=a1;region=ams;state=s 1", seen.header("Fairlead-Replay-Source"));
        assertEquals(answer.header("Fairlead-Request-Id"), seen.header("Fairlead-Request-Id"));
      }
      assertEquals(1, here.connections.get());
      assertEquals(5, ams.metric("fairlead_upstream_replays"));
      assertEquals(0, ams.metric("fairlead_upstream_retries"));
    }
  }

  @Test
  void theInstanceThatIsNamedGetsIt() throws IOException {
    try (Origin one = orders("Fairlead-Replay: instance=a2");
        Origin two = serves("two");
        RawClient client = ams.client()) {
      ams.serve(
          "app",
          POLICY,
          List.of(ams.instance("a1", one.port(), 0), ams.instance("a2", two.port(), 0)),
          List.of());
      for (int i = 0; i < 4; i++) {
        assertEquals("two abc", client.send(POST).receive().body());
      }
      assertEquals(4, two.requests.size());
      assertTrue(one.requests.size() >= 1 && one.requests.size() <= 4);
    }
  }

  @Test
  void theInstanceMayBeInTheRegionOfTheOneThatNamesIt() throws IOException {
    try (Origin one = orders("Fairlead-Replay: instance=w2");
        Origin two = serves("w2");
        RawClient client = ams.client()) {
      serveTwoThere(one, two);
      for (int i = 0; i < 4; i++) {
        assertEquals("w2 abc", client.send(POST).receive().body());
      }
      assertEquals(4, two.requests.size());
    }
  }

  private void serveTwoThere(Origin one, Origin two) {
    waw.serve(
        "app",
        POLICY,
        List.of(waw.instance("w1", one.port(), 0), waw.instance("w2", two.port(), 0)),
        List.of());
    RegionPresence both = new RegionPresence("waw", 2, Pressure.LOW, List.of("waw-1"));
    ams.serve("app", POLICY, List.of(), List.of(both));
  }

  @Test
  void anotherServiceGetsIt() throws IOException {
    try (Origin front = orders("Fairlead-Replay: service=other");
        Origin other = serves("other");
        RawClient client = ams.client()) {
      serveHere(front);
      ams.serve("other", POLICY, List.of(ams.instance("o1", other.port(), 0)), List.of());
      assertEquals("other abc", client.send(POST).receive().body());
      assertEquals("app.test", other.requests.getFirst().header("Host"));
      assertEquals(1, front.requests.size());
      assertEquals(1, other.requests.size());
    }
  }

  @Test
  void aServiceThatIsNoHttpGetsNoByteOfIt() throws IOException {
    try (Origin front = orders("Fairlead-Replay: service=db");
        Origin db = serves("db");
        RawClient client = ams.client()) {
      serveHere(front);
      Instances instances =
          Instances.pack(List.of(ams.instance("d1", db.port(), 0)), new InFlights());
      ams.services.put("db", new ServiceView("db", "tcp", POLICY, instances, List.of(), 1));
      assertTrue(client.send(POST).receive().header("Fairlead-Error").startsWith("FC05 "));
      assertEquals(0, db.requests.size());
    }
  }

  @Test
  void elsewhereIsAnotherInstanceHereAsLongAsThereIsOne() throws IOException {
    try (Origin one = orders("Fairlead-Replay: elsewhere=true");
        Origin two = serves("two");
        Origin there = serves("waw");
        RawClient client = ams.client()) {
      ams.serve(
          "app",
          POLICY,
          List.of(ams.instance("a1", one.port(), 0), ams.instance("a2", two.port(), 0)),
          List.of(waw.presence()));
      serveThere(there);
      for (int i = 0; i < 4; i++) {
        assertEquals("two abc", client.send(POST).receive().body());
      }
      assertEquals(4, two.requests.size());
      assertEquals(0, there.requests.size());
      serveHere(one);
      int before = one.requests.size();
      assertEquals("waw abc", client.send(POST).receive().body());
      assertEquals(before + 1, one.requests.size());
      assertEquals(1, there.requests.size());
    }
  }

  @Test
  void elsewhereSaidInAnotherRegionIsAnotherInstanceThere() throws IOException {
    try (Origin one = orders("Fairlead-Replay: elsewhere=true");
        Origin two = serves("w2");
        RawClient client = ams.client()) {
      serveTwoThere(one, two);
      for (int i = 0; i < 4; i++) {
        assertEquals("w2 abc", client.send(POST).receive().body());
      }
      assertEquals(4, two.requests.size());
      for (Origin.Request seen : two.requests) {
        assertEquals("", seen.header("Fairlead-Avoid"));
      }
    }
  }

  @Test
  void aRegionMaySendItBackHome() throws IOException {
    try (Origin here = serves("ams");
        Origin there = orders("Fairlead-Replay: region=ams");
        RawClient client = ams.client()) {
      serveHere(here);
      serveThere(there);
      String wish = POST.replace("\r\n\r\n", "\r\nFairlead-Prefer-Region: waw\r\n\r\n");
      assertEquals("ams abc", client.send(wish).receive().body());
      assertEquals(1, here.requests.size());
      assertEquals(1, there.requests.size());
    }
  }

  @Test
  void whoNeverTakesItEndsWithFR05() throws IOException {
    try (Origin here = orders("Fairlead-Replay: region=ams");
        RawClient client = ams.client()) {
      serveHere(here);
      Response answer = client.send(POST).receive();
      assertEquals(508, answer.code());
      assertTrue(answer.header("Fairlead-Error").startsWith("FR05 "));
      assertEquals(4, here.requests.size()); // and three replays
      assertEquals(3, ams.metric("fairlead_upstream_replays"));
    }
    try (Origin here = orders("Fairlead-Replay: region=waw");
        Origin there = orders("Fairlead-Replay: region=ams");
        RawClient client = ams.client()) {
      serveHere(here);
      serveThere(there);
      assertEquals(508, client.send(POST).receive().code());
      assertEquals(2, here.requests.size());
      assertEquals(2, there.requests.size());
    }
  }

  @Test
  void aRegionThatCannotServeItIsNoReasonToServeItElsewhere() throws IOException {
    try (Origin here = orders("Fairlead-Replay: region=nrt");
        RawClient client = ams.client()) {
      serveHere(here);
      assertTrue(client.send(POST).receive().header("Fairlead-Error").startsWith("FR02 "));
      assertEquals(1, here.requests.size());
    }
  }

  @Test
  void aBodyThatIsNotKeptCannotBeReplayed() throws IOException {
    int length = Effort.DEFAULT.replayBodyBytes() + 1;
    try (Origin here = orders("Fairlead-Replay: region=waw");
        Origin there = serves("waw");
        RawClient client = ams.client()) {
      serveHere(here);
      serveThere(there);
      client.send(
          "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: "
              + length
              + "\r\n\r\n"
              + "x".repeat(length));
      Response answer = client.receive();
      assertEquals(502, answer.code());
      assertTrue(answer.header("Fairlead-Error").startsWith("FC05 "));
      assertUntold(answer);
      assertEquals(1, here.requests.size());
      assertEquals(0, there.requests.size());
      assertEquals(1, ams.metric("fairlead_upstream_not_retried", "reason", "body"));
    }
  }

  @Test
  void ordersThatMakeNoSenseAreFC05() throws IOException {
    for (String order :
        List.of(
            "",
            "waw",
            "region=",
            "region=waw;;",
            "elsewhere=maybe",
            "state=x",
            "planet=mars",
            "region=waw\r\nFairlead-Replay: region=ams",
            "region=\"waw")) {
      try (Origin here = orders("Fairlead-Replay: " + order);
          RawClient client = ams.client()) {
        serveHere(here);
        Response answer = client.send(POST).receive();
        assertTrue(answer.header("Fairlead-Error").startsWith("FC05 "), order);
        assertEquals(1, here.requests.size());
      }
    }
  }

  @Test
  void clientsCannotSayWhatOnlyProxiesSay() throws IOException {
    try (Origin here = serves("ams");
        RawClient client = ams.client()) {
      serveHere(here);
      client.send(
          "GET / HTTP/1.1\r\nHost: app.test\r\nFairlead-Avoid: a1\r\n"
              + "Fairlead-Replay-Source: instance=x\r\n\r\n");
      assertEquals("ams ", client.receive().body());
      assertEquals("", here.requests.getFirst().header("Fairlead-Avoid"));
      assertEquals("", here.requests.getFirst().header("Fairlead-Replay-Source"));
    }
  }

  @Test
  void namesOfFlyPassUntouchedUnlessTheyAreTurnedOn() throws IOException {
    try (Origin here = orders("fly-replay: region=waw");
        Origin there = serves("waw");
        RawClient client = ams.client()) {
      serveHere(here);
      serveThere(there);
      client.send(
          "GET / HTTP/1.1\r\nHost: app.test\r\nfly-prefer-region: waw\r\n"
              + "fly-force-instance-id: none\r\nfly-replay-src: me\r\n\r\n");
      Response answer = client.receive();
      assertEquals(409, answer.code());
      assertEquals("region=waw", answer.header("fly-replay"));
      Origin.Request seen = here.requests.getFirst();
      assertEquals("waw", seen.header("fly-prefer-region"));
      assertEquals("none", seen.header("fly-force-instance-id"));
      assertEquals("me", seen.header("fly-replay-src"));
      assertEquals(0, there.requests.size());
    }
  }

  @Test
  void namesOfFlyAreUnderstoodWhereTheyAreTurnedOn() throws IOException {
    try (TestRegion fra = understandingFly();
        Origin here = orders("fly-replay: region=waw;state=x");
        Origin there = serves("waw");
        RawClient client = fra.client()) {
      TestRegion.introduce(fra, waw);
      fra.serve(
          "app", POLICY, List.of(fra.instance("f1", here.port(), 0)), List.of(waw.presence()));
      serveThere(there);
      client.send(POST.replace("\r\n\r\n", "\r\nfly-replay-src: me\r\n\r\n"));
      Response answer = client.receive();
      assertEquals("waw abc", answer.body());
      assertUntold(answer);
      assertEquals("", here.requests.getFirst().header("fly-replay-src"));
      String source = there.requests.getFirst().header("fly-replay-src");
      assertTrue(source.matches("instance=f1;region=fra;t=\\d{16};state=x"), source);

      String get = "GET / HTTP/1.1\r\nHost: app.test\r\n";
      assertEquals(
          "waw ", client.send(get + "fly-prefer-region: waw,iad\r\n\r\n").receive().body());
      assertEquals(1, here.requests.size());
      Response forced = client.send(get + "fly-force-instance-id: gone\r\n\r\n").receive();
      assertTrue(forced.header("Fairlead-Error").startsWith("FR02 "));
      until(() -> fra.inFlight() == 0);
    }
  }

  private TestRegion understandingFly() {
    return new TestRegion(
        "fra", TestRegion.understandingFly(TestRegion.settings("fra", data, null, List.of())));
  }
}
