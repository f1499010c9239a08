package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Policy;
import dev.fairlead.proxy.RawClient.Response;
import dev.fairlead.proxy.observe.Refusal;
import dev.fairlead.proxy.overload.Conditions;
import dev.fairlead.proxy.overload.Readings;
import dev.fairlead.proxy.overload.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A proxy that has too much to do asks for less, step by step, and tells everybody so. */
@Timeout(60)
final class OverloadedProxyTest {
  private static final int KEPT = 200;

  @TempDir Path data;
  @AutoClose private TestRegion ams;
  @AutoClose private Origin origin;
  private volatile double heap;

  @BeforeEach
  void start() throws IOException {
    ams =
        new TestRegion(
            "ams",
            TestRegion.settings("ams", data, null, List.of()),
            _ -> new Conditions(() -> new Readings(0, heap, 0), Duration.ZERO, Duration.ZERO));
    origin = Origin.says("fine");
    ams.serve(origin);
  }

  /** As much heap in use as that step begins at. */
  private void reach(Step step) {
    heap = 0.80 + 0.05 * step.number() + 0.001;
    Waits.until(() -> ams.proxy.overload().step() == step);
  }

  private double meter(String name) {
    return ams.meters.get(name).gauge().value();
  }

  @Test
  void firstEveryAnswerIsTheLastOfItsConnection() throws IOException {
    try (RawClient kept = ams.client()) {
      assertEquals("", kept.get("app.test", "/").header("Connection"));
      reach(Step.LAST_ANSWERS);
      assertEquals(1, meter("fairlead_overload_step"));
      Response last = kept.get("app.test", "/");
      assertEquals("fine", last.body());
      assertEquals("close", last.header("Connection"));
      assertTrue(kept.ended());
    }
    try (RawClient newcomer = ams.client()) {
      assertEquals("close", newcomer.get("app.test", "/").header("Connection"));
    }
    reach(Step.CALM);
    try (RawClient kept = ams.client()) {
      assertEquals("", kept.get("app.test", "/").header("Connection"));
    }
  }

  @Test
  void thenNobodyIsLetInAndThoseInsideAreServed() throws Exception {
    try (RawClient inside = ams.client()) {
      assertEquals("fine", inside.get("app.test", "/").body());
      reach(Step.NO_NEWCOMERS);
      Waits.until(this::turnedAway); // the step is told to the listeners a moment later
      assertThrows(IOException.class, () -> ams.client().get("app.test", "/"));
      assertTrue(ams.refused(Refusal.OVERLOADED) >= 2);
      assertEquals("fine", inside.get("app.test", "/").body());
    }
    reach(Step.CALM);
    Waits.until(() -> !turnedAway());
  }

  private boolean turnedAway() {
    try (RawClient newcomer = ams.client()) {
      return newcomer.get("app.test", "/").code() != 200;
    } catch (IOException refused) {
      return true;
    }
  }

  @Test
  void atLastSomeRequestsAreRefusedAndThoseThatRunGoOn() throws Exception {
    Deque<RawClient> inside = new ArrayDeque<>();
    for (int i = 0; i < KEPT; i++) {
      inside.add(ams.client());
    }
    RawClient running = inside.removeLast();
    running.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\n\r\n");
    Waits.until(() -> origin.requests.size() == 1);
    reach(Step.SHEDDING);
    int shed = 0;
    int served = 0;
    while (shed == 0 || served == 0) {
      try (RawClient client = inside.removeFirst()) {
        Response answer = client.get("app.test", "/");
        if (answer.code() == 200) {
          served++;
        } else {
          shed++;
          assertEquals("FR10 the node is overloaded", answer.header("Fairlead-Error"));
          assertEquals(503, answer.code());
          assertEquals("1", answer.header("Retry-After"));
          assertEquals("close", answer.header("Connection"));
          assertTrue(client.ended());
        }
      }
    }
    assertEquals("fine", running.send("abc").receive().body());
    assertEquals(1 + served, origin.requests.size());
    assertEquals(shed, ams.proxy.overload().shed(), 1); // told at the next look
    ams.proxy.pingLoops().get(20, TimeUnit.SECONDS); // a ping is never shed
    for (RawClient left : inside) {
      left.close();
    }
    running.close();
  }

  @Test
  void whatAnotherRegionCarriesHereIsShedAsWell() throws Exception {
    try (TestRegion waw = new TestRegion("waw", Files.createDirectory(data.resolve("waw")));
        RawClient client = waw.client()) {
      TestRegion.introduce(ams, waw);
      waw.serve("app", Policy.DEFAULT, List.of(), List.of(ams.presence()));
      assertEquals("fine", client.get("app.test", "/").body());
      reach(Step.SHEDDING);
      Response answer = client.get("app.test", "/");
      while (answer.code() == 200) {
        answer = client.get("app.test", "/");
      }
      assertEquals("FR10 the node is overloaded", answer.header("Fairlead-Error"));
      assertEquals("", answer.header("Connection")); // of the node that has room
      reach(Step.CALM);
      assertEquals("fine", client.get("app.test", "/").body());
    }
  }
}
