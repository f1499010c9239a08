package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Effort;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.RetryOn;
import dev.fairlead.proxy.route.ExplainRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A service whose instances refuse is not asked many times as often. */
@Timeout(60)
final class RetryBudgetEndToEndTest {
  private static final int REQUESTS = 600;

  @AutoClose private final TestRegion ams;

  RetryBudgetEndToEndTest(@TempDir Path data) {
    ams = new TestRegion("ams", data);
  }

  private void serveNobody(Effort effort) throws IOException {
    Policy policy = Waits.policy(2, Duration.ofSeconds(5), Duration.ZERO).withEffort(effort);
    ams.serve(
        "app",
        policy,
        List.of(
            ams.instance("dead1", Waits.deadPort(), 0), ams.instance("dead2", Waits.deadPort(), 0)),
        List.of());
  }

  private void ask(int times) throws IOException {
    try (RawClient client = ams.client()) {
      for (int i = 0; i < times; i++) {
        assertTrue(client.get("app.test", "/").header("Fairlead-Error").startsWith("FC01 "));
      }
    }
  }

  @Test
  void retriesStayWithinTheShareOfTheRequests() throws IOException {
    serveNobody(Effort.DEFAULT);
    ask(REQUESTS);
    long retries = ams.metric("fairlead_upstream_retries");
    assertTrue(retries >= 100, "the minimum was used: " + retries);
    // A test that takes longer than the window has a second minimum, or more.
    long refused = ams.metric("fairlead_upstream_not_retried", "reason", "budget");
    assertTrue(refused > 0, "some were not tried again, of retries: " + retries);
    assertEquals(0, ams.inFlight());
    String told =
        String.join(
            "\n",
            ams.proxy
                .explain(
                    new ExplainRequest.Http("GET", "app.test", "/", 0, ""), Duration.ofSeconds(5))
                .steps());
    assertTrue(told.contains("retries: 2 at most, after connect, reset, timeout; "), told);
    assertTrue(told.contains("time: 5000 ms for the answer to begin, no limit"), told);
    assertTrue(told.contains("queue: 0 wait, at most 1000"), told);
  }

  @Test
  void aBudgetOfZeroForbidsRetries() throws IOException {
    serveNobody(Effort.DEFAULT.withBudgetPermille(0));
    ask(10);
    assertEquals(0, ams.metric("fairlead_upstream_retries"));
    assertEquals(10, ams.metric("fairlead_upstream_not_retried", "reason", "budget"));
  }

  @Test
  void aPolicyThatDoesNotAskForItDoesNotRetry() throws IOException {
    serveNobody(Effort.DEFAULT.withRetryOn(EnumSet.of(RetryOn.RESET)));
    ask(10);
    assertEquals(0, ams.metric("fairlead_upstream_retries"));
    assertEquals(0, ams.metric("fairlead_upstream_not_retried"));
  }
}
