package dev.fairlead.proxy;

import static dev.fairlead.proxy.Waits.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Effort;
import dev.fairlead.catalog.model.Ejection;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.Policy.Balance;
import dev.fairlead.catalog.model.RetryOn;
import dev.fairlead.proxy.RawClient.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is sent to another instance after one failed, and how often the instances see it. */
@Timeout(60)
final class RetryTest {
  private static final String HEAD = " / HTTP/1.1\r\nHost: app.test\r\n";
  private static final Duration LONG = Duration.ofSeconds(15);

  @TempDir private Path data;
  @AutoClose private final TestRegion ams;
  private final CountDownLatch over = new CountDownLatch(1);

  RetryTest(@TempDir Path folder) {
    ams = new TestRegion("ams", folder);
  }

  @AfterEach
  void nothingIsInFlight() {
    over.countDown();
    until(() -> ams.inFlight() == 0);
  }

  /** Reads the request and hangs up. */
  private static Origin dies() throws IOException {
    return new Origin((request, body, out) -> {
      body.readAllBytes();
      throw new IOException("hangs up");
    });
  }

  /** Answers with what it was sent. */
  private static Origin echoes() throws IOException {
    return new Origin(
        (request, body, out) -> Origin.respond(out, "got " + new String(body.readAllBytes())));
  }

  private static Origin answers(int status) throws IOException {
    return new Origin((request, body, out) -> {
      body.readAllBytes();
      out.write(Origin.ascii("HTTP/1.1 " + status + " No\r\nContent-Length: 4\r\n\r\nfull"));
      out.flush();
    });
  }

  /** Reads the request and says nothing. */
  private Origin silent() throws IOException {
    return new Origin((request, body, out) -> {
      body.readAllBytes();
      try {
        over.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    });
  }

  private static Policy policy(RetryOn... on) {
    Effort effort = Effort.DEFAULT;
    Policy policy = Waits.policy(2, LONG, Duration.ZERO);
    return policy
        .with(policy.choosing().withBalance(Balance.ROUND_ROBIN).withEjection(Ejection.NEVER))
        .withEffort(on.length == 0 ? effort : effort.withRetryOn(EnumSet.of(on[0], on)));
  }

  private void serve(Policy policy, Origin first, Origin second) {
    ams.serve(
        "app",
        policy,
        List.of(ams.instance("i1", first.port(), 0), ams.instance("i2", second.port(), 0)),
        List.of());
  }

  private static String put(int length) {
    return "PUT" + HEAD + "Content-Length: " + length + "\r\n\r\n" + "x".repeat(length);
  }

  private long notRetried(String reason) {
    return ams.metric("fairlead_upstream_not_retried", "reason", reason);
  }

  @Test
  void aResetBeforeTheAnswerIsTriedAtAnotherInstanceOnce() throws IOException {
    try (Origin dead = dies();
        Origin alive = echoes();
        RawClient client = ams.client()) {
      serve(policy(), dead, alive);
      for (int i = 0; i < 10; i++) {
        assertEquals("got ", client.get("app.test", "/").body());
      }
      assertEquals(10, alive.requests.size());
      assertTrue(dead.requests.size() <= 10, "each at most once: " + dead.requests.size());
      assertEquals(dead.requests.size(), ams.metric("fairlead_upstream_retries"));
    }
  }

  @Test
  void aPostThatMayHaveBeenDoneIsNotDoneTwice() throws IOException {
    try (Origin dead = dies();
        Origin alive = echoes();
        RawClient client = ams.client()) {
      serve(policy(), dead, alive);
      int lost = 0;
      for (int i = 0; i < 4; i++) {
        Response answer = client.send("POST" + HEAD + "Content-Length: 3\r\n\r\nabc").receive();
        lost += answer.code() == 502 ? 1 : 0;
      }
      assertEquals(dead.requests.size(), lost);
      assertEquals(4, dead.requests.size() + alive.requests.size());
      assertEquals(lost, notRetried("method"));
    }
  }

  @Test
  void aBodyThatFitsIsSentAgain() throws IOException {
    for (String request :
        List.of(
            put(3).replace("xxx", "abc"),
            "PUT" + HEAD + "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")) {
      try (Origin dead = dies();
          Origin alive = echoes();
          RawClient client = ams.client()) {
        serve(policy(), dead, alive);
        for (int i = 0; i < 4; i++) {
          assertEquals("got abc", client.send(request).receive().body());
        }
        assertEquals(4, alive.requests.size());
        assertEquals(3L * dead.requests.size(), dead.bodyBytes.get());
        assertEquals(12, alive.bodyBytes.get());
      }
    }
  }

  @Test
  void aBodyThatDoesNotFitIsSentOnce() throws IOException {
    int limit = Effort.DEFAULT.replayBodyBytes();
    String chunk = Integer.toHexString(limit + 1);
    String chunked =
        "PUT"
            + HEAD
            + "Transfer-Encoding: chunked\r\n\r\n"
            + chunk
            + "\r\n"
            + "x".repeat(limit + 1)
            + "\r\n0\r\n\r\n";
    int before = 0;
    for (String request : List.of(put(limit + 1), chunked)) {
      try (Origin dead = dies();
          Origin alsoDead = dies();
          RawClient client = ams.client()) {
        serve(policy(), dead, alsoDead);
        assertEquals(502, client.send(request).receive().code());
        assertEquals(1, dead.requests.size() + alsoDead.requests.size());
        assertEquals(++before, notRetried("body"));
      }
    }
    try (Origin dead = dies();
        Origin alsoDead = dies();
        RawClient client = ams.client()) {
      serve(policy(), dead, alsoDead);
      assertEquals(502, client.send(put(limit)).receive().code());
      assertEquals(2, dead.requests.size() + alsoDead.requests.size());
    }
  }

  @Test
  void anUploadThatIsStillComingGoesOnAtTheOtherInstance() throws IOException {
    Origin.Answer diesWithin =
        (request, body, out) -> {
          body.readNBytes(5);
          throw new IOException("hangs up within the body");
        };
    try (Origin dead = new Origin(diesWithin);
        Origin alive = echoes();
        RawClient client = ams.client()) {
      serve(policy(), dead, alive);
      for (int i = 0; i < 4; i++) {
        int lost = dead.requests.size() + alive.requests.size();
        client.send("PUT" + HEAD + "Content-Length: 10\r\n\r\n01234");
        until(() -> dead.requests.size() + alive.requests.size() > lost);
        client.send("56789");
        assertEquals("got 0123456789", client.receive().body());
      }
      assertEquals(4, alive.requests.size());
      assertEquals(40, alive.bodyBytes.get());
    }
  }

  @Test
  void anAnswerTheLastInstanceGaveIsTheClients() throws IOException {
    try (Origin one = answers(503);
        Origin two = answers(503);
        RawClient client = ams.client()) {
      serve(policy(RetryOn.S503), one, two);
      Response answer = client.get("app.test", "/");
      assertEquals(503, answer.code());
      assertEquals("full", answer.body());
      assertEquals("", answer.header("Fairlead-Error"));
      assertEquals(1, one.requests.size());
      assertEquals(1, two.requests.size());
      assertEquals(1, notRetried("nobody"));
    }
  }

  @Test
  void statusesAreTriedAgainOnlyIfThePolicySaysSo() throws IOException {
    for (int status : List.of(502, 503, 504)) {
      RetryOn on = RetryOn.of(status);
      try (Origin full = answers(status);
          Origin alive = echoes();
          RawClient client = ams.client()) {
        serve(policy(on), full, alive);
        for (int i = 0; i < 10; i++) {
          assertEquals("got ", client.get("app.test", "/").body());
        }
        assertEquals(10, alive.requests.size());
        assertTrue(full.requests.size() >= 1);
        // What it answered was read to its end, and its connection used again.
        assertEquals(1, full.connections.get());
        serve(policy(), full, alive);
        int seen = full.requests.size();
        Response first = client.get("app.test", "/");
        Response second = client.get("app.test", "/");
        assertEquals(status + 200, first.code() + second.code());
        assertEquals(seen + 1, full.requests.size());
        serve(policy(on), full, alive);
        String post = "POST" + HEAD + "Content-Length: 0\r\n\r\n";
        assertEquals(
            status + 200, client.send(post).receive().code() + client.send(post).receive().code());
        ams.services.clear();
      }
    }
  }

  @Test
  void aTryThatTakesTooLongIsMadeElsewhere() throws IOException {
    try (Origin slow = silent();
        Origin alive = echoes();
        RawClient client = ams.client()) {
      Policy hasty = policy();
      serve(hasty.withEffort(hasty.effort().withTryTimeout(Duration.ofMillis(100))), slow, alive);
      for (int i = 0; i < 4; i++) {
        assertEquals("got ", client.get("app.test", "/").body());
      }
      assertEquals(4, alive.requests.size());
      assertTrue(slow.requests.size() >= 1);
      String post = "POST" + HEAD + "Content-Length: 0\r\n\r\n";
      int late = 0;
      for (int i = 0; i < 2; i++) {
        Response answer = client.send(post).receive();
        late += answer.header("Fairlead-Error").startsWith("FC03 ") ? 1 : 0;
      }
      assertEquals(1, late);
      over.countDown();
    }
  }

  @Test
  void theTimeoutIsForAllTriesTogether() throws IOException {
    try (Origin one = silent();
        Origin two = silent();
        RawClient client = ams.client()) {
      Policy hasty = policy().withTimeout(Duration.ofMillis(300));
      serve(hasty.withEffort(hasty.effort().withTryTimeout(Duration.ofMillis(200))), one, two);
      Response late = client.get("app.test", "/");
      assertEquals(504, late.code());
      assertTrue(late.header("Fairlead-Error").startsWith("FC03 "));
      assertEquals(1, one.requests.size());
      assertEquals(1, two.requests.size());
      over.countDown();
    }
  }

  @Test
  void anotherRegionTriesItsOwnInstances() throws IOException {
    try (TestRegion waw = new TestRegion("waw", data);
        Origin dead = dies();
        Origin alive = echoes();
        RawClient client = ams.client()) {
      TestRegion.introduce(ams, waw);
      waw.serve(
          "app",
          policy(),
          List.of(waw.instance("i1", dead.port(), 0), waw.instance("i2", alive.port(), 0)),
          List.of());
      ams.serve("app", policy(), List.of(), List.of(waw.presence()));
      for (int i = 0; i < 4; i++) {
        assertEquals("got abc", client.send(put(3).replace("xxx", "abc")).receive().body());
      }
      assertEquals(4, alive.requests.size());
      assertEquals(0, ams.metric("fairlead_upstream_retries"));
      assertEquals(dead.requests.size(), waw.metric("fairlead_upstream_retries"));
      until(() -> waw.inFlight() == 0);
    }
  }
}
