package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Ejection;
import dev.fairlead.catalog.model.Ejection.Counts;
import dev.fairlead.catalog.model.InstanceRow;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.Policy.Balance;
import dev.fairlead.proxy.route.ExplainRequest;
import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real instances that fail are left alone by a real proxy. */
@Timeout(60)
final class EjectionTest {
  /** As by default, but so long that no test outlasts it. */
  private static final Ejection LONG = ejection(Counts.GATEWAY);

  private static final String UNAVAILABLE =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";

  @AutoClose private final TestRegion ams;

  EjectionTest(@TempDir Path data) {
    ams = new TestRegion("ams", data);
  }

  private static Ejection ejection(Counts counts) {
    Duration hour = Duration.ofHours(1);
    return new Ejection(5, 50, hour, hour, hour, 50, counts);
  }

  private void serve(Ejection rules, InstanceRow... instances) {
    Policy policy =
        Policy.DEFAULT.with(
            Policy.DEFAULT.choosing().withBalance(Balance.ROUND_ROBIN).withEjection(rules));
    ams.serve("app", policy, List.of(instances), List.of());
  }

  private static Origin unavailable() throws IOException {
    return saying(UNAVAILABLE);
  }

  private static Origin saying(String response) throws IOException {
    return new Origin((request, body, out) -> {
      out.write(Origin.ascii(response));
      out.flush();
    });
  }

  private void ask(int times) throws IOException {
    try (RawClient client = ams.client()) {
      for (int i = 0; i < times; i++) {
        client.get("app.test", "/");
      }
    }
  }

  private double ejections() {
    Counter counter =
        ams.meters.find("fairlead_upstream_ejections").tag("service", "app").counter();
    return counter == null ? 0 : counter.count();
  }

  private String explained() {
    ExplainRequest request = new ExplainRequest.Http("GET", "app.test", "/", 0, "");
    return String.join("\n", ams.proxy.explain(request, Duration.ofSeconds(5)).steps());
  }

  @Test
  void anInstanceThatIsUnavailableIsNotAskedAfterTheFifthTime() throws IOException {
    try (Origin bad = unavailable();
        Origin good = Origin.says("good")) {
      serve(LONG, ams.instance("bad", bad.port(), 0), ams.instance("good", good.port(), 0));
      ask(60);
      assertEquals(5, bad.requests.size());
      assertTrue(good.requests.size() >= 55, "sent again or not");
      assertEquals(1, ejections());
      assertTrue(explained().contains("instance bad: dropped, ejected for 3"), this::explained);
      assertTrue(explained().contains("after 5 failures in a row"), this::explained);
    }
  }

  @Test
  void anInstanceThatRefusesIsNotConnectedToAfterTheFifthTime() throws IOException {
    try (Origin good = Origin.says("good")) {
      serve(LONG, ams.instance("dead", Waits.deadPort(), 0), ams.instance("good", good.port(), 0));
      ask(60);
      assertEquals(60, good.requests.size());
      assertEquals(5, ams.meters.get("fairlead_upstream_retries").functionCounter().count());
      assertEquals(1, ejections());
    }
  }

  @Test
  void oneThatBreaksOffIsEjectedToo() throws IOException {
    Origin.Answer broken =
        (request, body, out) -> {
          out.write(Origin.ascii("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"));
          out.flush();
          throw new IOException("gone");
        };
    try (Origin bad = new Origin(broken);
        Origin good = Origin.says("good")) {
      serve(LONG, ams.instance("bad", bad.port(), 0), ams.instance("good", good.port(), 0));
      for (int i = 0; i < 40; i++) {
        try (RawClient client = ams.client()) {
          client.send("GET / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n");
          client.receiveHead();
          readToTheEnd(client);
        }
      }
      assertEquals(1, ejections());
    }
  }

  private static void readToTheEnd(RawClient client) {
    try {
      client.in.readAllBytes();
    } catch (IOException e) {
      assertTrue(e.getMessage().contains("reset"), e::toString);
    }
  }

  @Test
  void whenAllAreUnavailableAllAreAsked() throws IOException {
    try (Origin one = unavailable();
        Origin two = unavailable()) {
      serve(LONG, ams.instance("one", one.port(), 0), ams.instance("two", two.port(), 0));
      ask(60);
      assertEquals(60, one.requests.size() + two.requests.size());
      assertTrue(one.requests.size() > 15 && two.requests.size() > 15, one.requests::toString);
      Waits.until(() -> explained().contains("ejection: ignored"));
    }
  }

  @Test
  void onlyWhatThePolicyCountsIsAFailure() throws IOException {
    try (Origin bad = saying("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n");
        Origin good = Origin.says("good")) {
      InstanceRow[] both = {
        ams.instance("bad", bad.port(), 0), ams.instance("good", good.port(), 0)
      };
      serve(LONG, both);
      ask(60);
      assertEquals(30, bad.requests.size());
      serve(ejection(Counts.ERRORS), both);
      ask(60);
      assertEquals(35, bad.requests.size());
    }
  }

  @Test
  void theInstanceTheClientInsistsOnIsAskedAlthoughItIsEjected() throws IOException {
    try (Origin bad = unavailable();
        Origin good = Origin.says("good");
        RawClient client = ams.client()) {
      serve(LONG, ams.instance("bad", bad.port(), 0), ams.instance("good", good.port(), 0));
      ask(60);
      client.send("GET / HTTP/1.1\r\nHost: app.test\r\nFairlead-Force-Instance: bad\r\n\r\n");
      assertEquals(503, client.receive().code());
      assertEquals(6, bad.requests.size());
    }
  }

  @Test
  void aPooledConnectionThatTheInstanceClosedIsNoFailure() throws IOException {
    Origin.Answer once =
        (request, body, out) -> {
          Origin.respond(out, "once");
          throw new IOException("closes without saying so");
        };
    try (Origin one = new Origin(once);
        Origin two = new Origin(once)) {
      serve(LONG, ams.instance("one", one.port(), 0), ams.instance("two", two.port(), 0));
      ask(60);
      assertEquals(0, ejections());
    }
  }
}
