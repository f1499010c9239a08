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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that an instance wants to have sent again, and how often instances see them. */
@Timeout(60)
final class ReplayTest {
  private static final Policy POLICY = Waits.policy(2, Duration.ofSeconds(15), Duration.ZERO);
  private static final String POST =
      "POST /order?n=1 HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\n\r\nabc";

  @TempDir private Path data;
  @AutoClose private TestRegion ams;
  @AutoClose private TestRegion waw;
  private RawClient client;
  private final List<Origin> origins = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    ams = new TestRegion("ams", data);
    waw = new TestRegion("waw", data);
    TestRegion.introduce(ams, waw);
    client = ams.client();
  }

  @AfterEach
  void nothingIsInFlight() throws IOException {
    client.close();
    for (Origin origin : origins) {
      origin.close();
    }
    until(() -> ams.inFlight() == 0 && waw.inFlight() == 0);
  }

  /** Answers every request with the order {@code field}. */
  private Origin orders(String field) throws IOException {
    return opened(
        new Origin((request, body, out) -> {
          body.readAllBytes();
          out.write(
              Origin.ascii("HTTP/1.1 409 No\r\n" + field + "\r\nContent-Length: 2\r\n\r\nno"));
          out.flush();
        }));
  }

  /** Answers with its name and what it was sent. */
  private Origin serves(String name) throws IOException {
    return opened(
        new Origin((request, body, out) ->
            Origin.respond(out, name + " " + new String(body.readAllBytes()))));
  }

  private Origin opened(Origin origin) {
    origins.add(origin);
    return origin;
  }

  /** As the only instance of the service here, {@code a1}; that in the other region is known. */
  private Origin here(Origin origin) {
    ams.serve(
        "app", POLICY, List.of(ams.instance("a1", origin.port(), 0)), List.of(waw.presence()));
    return origin;
  }

  /** As the only instance of the service in the other region, {@code w1}. */
  private Origin there(Origin origin) {
    waw.serve("app", POLICY, List.of(waw.instance("w1", origin.port(), 0)), List.of());
    return origin;
  }

  private void twoHere(Origin one, Origin two, RegionPresence... elsewhere) {
    ams.serve(
        "app",
        POLICY,
        List.of(ams.instance("a1", one.port(), 0), ams.instance("a2", two.port(), 0)),
        List.of(elsewhere));
  }

  private void twoThere(Origin one, Origin two) {
    waw.serve(
        "app",
        POLICY,
        List.of(waw.instance("w1", one.port(), 0), waw.instance("w2", two.port(), 0)),
        List.of());
    RegionPresence both = new RegionPresence("waw", 2, Pressure.LOW, List.of("waw-1"));
    ams.serve("app", POLICY, List.of(), List.of(both));
  }

  /** Whichever of two instances is chosen first, this one answers. */
  private void assertAllAnsweredBy(String name, Origin origin) throws IOException {
    for (int i = 0; i < 4; i++) {
      assertEquals(name + " abc", client.send(POST).receive().body());
    }
    assertEquals(4, origin.requests.size());
  }

  private static void assertFails(String code, Response answer) {
    assertTrue(answer.header("Fairlead-Error").startsWith(code + " "), answer::toString);
  }

  private static void assertUntold(Response answer) {
    for (String name : List.of("Fairlead-Replay", "Fairlead-Instance", "fly-replay")) {
      assertEquals("", answer.header(name));
    }
  }

  @Test
  void anotherRegionGetsTheWholeRequestAndTheClientOnlyItsAnswer() throws IOException {
    Origin here = here(orders("Fairlead-Replay: region=waw;state=\"s 1\""));
    Origin there = there(serves("waw"));
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

  @Test
  void theInstanceThatIsNamedGetsIt() throws IOException {
    Origin one = orders("Fairlead-Replay: instance=a2");
    Origin two = serves("two");
    twoHere(one, two);
    assertAllAnsweredBy("two", two);
    assertTrue(one.requests.size() >= 1 && one.requests.size() <= 4);
  }

  @Test
  void theInstanceMayBeInTheRegionOfTheOneThatNamesIt() throws IOException {
    Origin two = serves("w2");
    twoThere(orders("Fairlead-Replay: instance=w2"), two);
    assertAllAnsweredBy("w2", two);
  }

  @Test
  void anotherServiceGetsIt() throws IOException {
    Origin front = here(orders("Fairlead-Replay: service=other"));
    Origin other = serves("other");
    ams.serve("other", POLICY, List.of(ams.instance("o1", other.port(), 0)), List.of());
    assertEquals("other abc", client.send(POST).receive().body());
    assertEquals("app.test", other.requests.getFirst().header("Host"));
    assertEquals(1, front.requests.size());
    assertEquals(1, other.requests.size());
  }

  @Test
  void aServiceThatIsNoHttpGetsNoByteOfIt() throws IOException {
    here(orders("Fairlead-Replay: service=db"));
    Origin db = serves("db");
    Instances instances =
        Instances.pack(List.of(ams.instance("d1", db.port(), 0)), new InFlights());
    ams.services.put("db", new ServiceView("db", "tcp", POLICY, instances, List.of(), 1));
    assertFails("FC05", client.send(POST).receive());
    assertEquals(0, db.requests.size());
  }

  @Test
  void elsewhereIsAnotherInstanceHereAsLongAsThereIsOne() throws IOException {
    Origin one = orders("Fairlead-Replay: elsewhere=true");
    Origin two = serves("two");
    Origin there = there(serves("waw"));
    twoHere(one, two, waw.presence());
    assertAllAnsweredBy("two", two);
    assertEquals(0, there.requests.size());
    here(one);
    int before = one.requests.size();
    assertEquals("waw abc", client.send(POST).receive().body());
    assertEquals(before + 1, one.requests.size());
    assertEquals(1, there.requests.size());
  }

  @Test
  void elsewhereSaidInAnotherRegionIsAnotherInstanceThere() throws IOException {
    Origin two = serves("w2");
    twoThere(orders("Fairlead-Replay: elsewhere=true"), two);
    assertAllAnsweredBy("w2", two);
    for (Origin.Request seen : two.requests) {
      assertEquals("", seen.header("Fairlead-Avoid"));
    }
  }

  @Test
  void aRegionMaySendItBackHome() throws IOException {
    Origin here = here(serves("ams"));
    Origin there = there(orders("Fairlead-Replay: region=ams"));
    String wish = POST.replace("\r\n\r\n", "\r\nFairlead-Prefer-Region: waw\r\n\r\n");
    assertEquals("ams abc", client.send(wish).receive().body());
    assertEquals(1, here.requests.size());
    assertEquals(1, there.requests.size());
  }

  @Test
  void whoNeverTakesItEndsWithFR05() throws IOException {
    Origin stubborn = here(orders("Fairlead-Replay: region=ams"));
    Response answer = client.send(POST).receive();
    assertEquals(508, answer.code());
    assertFails("FR05", answer);
    assertEquals(4, stubborn.requests.size()); // and three replays
    assertEquals(3, ams.metric("fairlead_upstream_replays"));

    Origin here = here(orders("Fairlead-Replay: region=waw"));
    Origin there = there(orders("Fairlead-Replay: region=ams"));
    assertEquals(508, client.send(POST).receive().code());
    assertEquals(2, here.requests.size());
    assertEquals(2, there.requests.size());
  }

  @Test
  void aRegionThatCannotServeItIsNoReasonToServeItElsewhere() throws IOException {
    Origin here = here(orders("Fairlead-Replay: region=nrt"));
    assertFails("FR02", client.send(POST).receive());
    assertEquals(1, here.requests.size());
  }

  @Test
  void aBodyThatIsNotKeptCannotBeReplayed() throws IOException {
    int length = Effort.DEFAULT.replayBodyBytes() + 1;
    Origin here = here(orders("Fairlead-Replay: region=waw"));
    Origin there = there(serves("waw"));
    client.send(
        "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: "
            + length
            + "\r\n\r\n"
            + "x".repeat(length));
    Response answer = client.receive();
    assertEquals(502, answer.code());
    assertFails("FC05", answer);
    assertUntold(answer);
    assertEquals(1, here.requests.size());
    assertEquals(0, there.requests.size());
    assertEquals(1, ams.metric("fairlead_upstream_not_retried", "reason", "body"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "waw",
        "region=",
        "region=waw;;",
        "elsewhere=maybe",
        "state=x",
        "planet=mars",
        "region=waw\r\nFairlead-Replay: region=ams",
        "region=\"waw",
      })
  void ordersThatMakeNoSenseAreFC05(String order) throws IOException {
    Origin here = here(orders("Fairlead-Replay: " + order));
    assertFails("FC05", client.send(POST).receive());
    assertEquals(1, here.requests.size());
  }

  @Test
  void clientsCannotSayWhatOnlyProxiesSay() throws IOException {
    Origin here = here(serves("ams"));
    client.send(
        "GET / HTTP/1.1\r\nHost: app.test\r\nFairlead-Avoid: a1\r\n"
            + "Fairlead-Replay-Source: instance=x\r\n\r\n");
    assertEquals("ams ", client.receive().body());
    assertEquals("", here.requests.getFirst().header("Fairlead-Avoid"));
    assertEquals("", here.requests.getFirst().header("Fairlead-Replay-Source"));
  }

  @Test
  void namesOfFlyPassUntouchedUnlessTheyAreTurnedOn() throws IOException {
    Origin here = here(orders("fly-replay: region=waw"));
    Origin there = there(serves("waw"));
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

  @Test
  void namesOfFlyAreUnderstoodWhereTheyAreTurnedOn() throws IOException {
    Origin here = orders("fly-replay: region=waw;state=x");
    Origin there = there(serves("waw"));
    try (TestRegion fra = understandingFly();
        RawClient near = fra.client()) {
      TestRegion.introduce(fra, waw);
      fra.serve(
          "app", POLICY, List.of(fra.instance("f1", here.port(), 0)), List.of(waw.presence()));
      near.send(POST.replace("\r\n\r\n", "\r\nfly-replay-src: me\r\n\r\n"));
      Response answer = near.receive();
      assertEquals("waw abc", answer.body());
      assertUntold(answer);
      assertEquals("", here.requests.getFirst().header("fly-replay-src"));
      String source = there.requests.getFirst().header("fly-replay-src");
      assertTrue(source.matches("instance=f1;region=fra;t=\\d{16};state=x"), source);

      String get = "GET / HTTP/1.1\r\nHost: app.test\r\n";
      Response preferred = near.send(get + "fly-prefer-region: waw,iad\r\n\r\n").receive();
      assertEquals("waw ", preferred.body());
      assertEquals(1, here.requests.size());
      assertFails("FR02", near.send(get + "fly-force-instance-id: gone\r\n\r\n").receive());
      until(() -> fra.inFlight() == 0);
    }
  }

  private TestRegion understandingFly() {
    return new TestRegion(
        "fra", TestRegion.understandingFly(TestRegion.settings("fra", data, null, List.of())));
  }
}
