package dev.fairlead.proxy;

import static dev.fairlead.proxy.Waits.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Effort;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.proxy.RawClient.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who waits while all instances are at their hard limit. */
@Timeout(60)
final class QueueTest {
  private static final Duration LONG = Duration.ofSeconds(15);

  @AutoClose private final TestRegion ams;
  private final Semaphore answers = new Semaphore(0);

  QueueTest(@TempDir Path data) {
    ams = new TestRegion("ams", data);
  }

  /** Answers one request for each permit. */
  private Origin held() throws IOException {
    return new Origin((request, body, out) -> {
      answers.acquireUninterruptibly();
      Origin.respond(out, request.line());
    });
  }

  private static Policy policy(int queue) {
    return Waits.policy(2, LONG, LONG).withEffort(Effort.DEFAULT.withQueue(queue));
  }

  private void serve(Origin origin, int hard, Policy policy) {
    ams.serve("app", policy, List.of(ams.instance("i1", origin.port(), hard)), List.of());
  }

  private void untilWaiting(int count) {
    until(() -> ams.metric("fairlead_upstream_queue") == count);
  }

  /** Asks for {@code /0} at the only place and lines up with {@code /1} and so on behind it. */
  private List<RawClient> line(Origin origin, int waiting) throws IOException {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i <= waiting; i++) {
      RawClient client = ams.client();
      clients.add(client);
      client.send("GET /" + i + " HTTP/1.1\r\nHost: app.test\r\n\r\n");
      if (i == 0) {
        until(() -> origin.requests.size() == 1);
      }
      untilWaiting(i);
    }
    return clients;
  }

  private static void closeAll(List<RawClient> clients) throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
  }

  @Test
  void whoComesFirstIsServedFirst() throws IOException {
    try (Origin origin = held()) {
      serve(origin, 1, policy(100));
      List<RawClient> clients = line(origin, 8);
      answers.release(9);
      for (int i = 0; i <= 8; i++) {
        assertEquals("GET /" + i + " HTTP/1.1", clients.get(i).receive().body());
      }
      for (int i = 0; i <= 8; i++) {
        assertEquals("GET /" + i + " HTTP/1.1", origin.requests.get(i).line());
      }
      assertEquals(9, origin.requests.size());
      untilWaiting(0);
      assertEquals(8, ams.metric("fairlead_upstream_queued"));
      until(() -> ams.inFlight() == 0);
      closeAll(clients);
    }
  }

  @Test
  void aLineThatIsFullTakesNobodyMore() throws IOException {
    try (Origin origin = held();
        RawClient late = ams.client()) {
      serve(origin, 1, policy(2));
      List<RawClient> clients = line(origin, 2);
      Response refused = late.get("app.test", "/late");
      assertEquals(503, refused.code());
      assertTrue(refused.header("Fairlead-Error").startsWith("FR03 "));
      assertEquals("1", refused.header("Retry-After"));
      answers.release(3);
      for (RawClient client : clients) {
        assertEquals(200, client.receive().code());
      }
      assertEquals(3, origin.requests.size());
      closeAll(clients);
    }
  }

  @Test
  void aLineOfLengthZeroIsNoLine() throws IOException {
    try (Origin origin = held();
        RawClient late = ams.client()) {
      serve(origin, 1, policy(0));
      List<RawClient> clients = line(origin, 0);
      assertEquals(503, late.get("app.test", "/late").code());
      answers.release();
      assertEquals(200, clients.getFirst().receive().code());
      closeAll(clients);
    }
  }

  @Test
  void theDeadlineOfTheWaitIsFR03AndTheOriginSeesNothing() throws IOException {
    try (Origin origin = held();
        RawClient late = ams.client()) {
      Policy hasty = policy(10).withQueueWait(Duration.ofMillis(50));
      serve(origin, 1, hasty);
      List<RawClient> clients = line(origin, 0);
      Response refused = late.get("app.test", "/late");
      assertTrue(refused.header("Fairlead-Error").startsWith("FR03 "));
      untilWaiting(0);
      answers.release(2);
      assertEquals(200, clients.getFirst().receive().code());
      assertEquals(1, origin.requests.size());
      closeAll(clients);
    }
  }

  @Test
  void whoGivesUpLeavesItsTurnToTheNext() throws IOException {
    try (Origin origin = held()) {
      serve(origin, 1, policy(100));
      List<RawClient> clients = line(origin, 3);
      clients.get(1).close();
      clients.get(2).close();
      untilWaiting(1);
      answers.release(2);
      assertEquals("GET /0 HTTP/1.1", clients.get(0).receive().body());
      assertEquals("GET /3 HTTP/1.1", clients.get(3).receive().body());
      assertEquals(2, origin.requests.size());
      until(() -> ams.inFlight() == 0);
      closeAll(clients);
    }
  }

  @Test
  void aRaisedLimitServesAllWhoWait() throws IOException {
    try (Origin origin = held()) {
      serve(origin, 1, policy(100));
      List<RawClient> clients = line(origin, 5);
      serve(origin, 6, policy(100));
      until(() -> origin.requests.size() == 6); // without any place given back
      answers.release(6);
      for (RawClient client : clients) {
        assertEquals(200, client.receive().code());
      }
      closeAll(clients);
    }
  }

  @Test
  void whoWantsOneInstanceDoesNotHoldUpTheOthers() throws Exception {
    Semaphore second = new Semaphore(0);
    Origin.Answer answer =
        (request, body, out) -> {
          second.acquireUninterruptibly();
          Origin.respond(out, "two " + request.line());
        };
    try (Origin one = held();
        Origin two = new Origin(answer);
        RawClient wants2 = ams.client()) {
      ams.serve(
          "app",
          policy(100),
          List.of(ams.instance("i1", one.port(), 1), ams.instance("i2", two.port(), 1)),
          List.of());
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        clients.add(ams.client().send("GET /" + i + " HTTP/1.1\r\nHost: app.test\r\n\r\n"));
      }
      until(() -> one.requests.size() == 1 && two.requests.size() == 1);
      wants2.send("GET /forced HTTP/1.1\r\nHost: app.test\r\nFairlead-Force-Instance: i2\r\n\r\n");
      untilWaiting(1);
      clients.add(ams.client().send("GET /any HTTP/1.1\r\nHost: app.test\r\n\r\n"));
      untilWaiting(2);
      answers.release(2); // only the first instance moves
      assertEquals("GET /any HTTP/1.1", clients.getLast().receive().body());
      assertEquals(1, two.requests.size());
      second.release(2);
      assertEquals("two GET /forced HTTP/1.1", wants2.receive().body());
      closeAll(clients);
    }
  }

  @Test
  void underLoadTheLimitHoldsAndEveryoneIsServed() throws Exception {
    AtomicInteger within = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Origin.Answer counted =
        (request, body, out) -> {
          most.accumulateAndGet(within.incrementAndGet(), Math::max);
          Thread.yield();
          within.decrementAndGet();
          Origin.respond(out, "ok");
        };
    try (Origin origin = new Origin(counted);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      serve(origin, 3, policy(100));
      List<Callable<Integer>> clients = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        clients.add(() -> served(50));
      }
      for (Future<Integer> served : threads.invokeAll(clients)) {
        assertEquals(50, served.get());
      }
      assertEquals(1_000, origin.requests.size());
      assertTrue(most.get() <= 3, "at once " + most.get());
      untilWaiting(0);
      until(() -> ams.inFlight() == 0);
    }
  }

  private int served(int requests) throws IOException {
    int ok = 0;
    try (RawClient client = ams.client()) {
      for (int i = 0; i < requests; i++) {
        ok += client.get("app.test", "/" + i).code() == 200 ? 1 : 0;
      }
    }
    return ok;
  }
}
