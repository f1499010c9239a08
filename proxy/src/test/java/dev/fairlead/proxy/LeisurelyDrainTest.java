package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Policy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The drain of a process whose successor serves. */
@Timeout(60)
final class LeisurelyDrainTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path data;

  @Test
  void endsAtOnceWhenNobodyIsConnected() {
    try (TestRegion ams = new TestRegion("ams", data)) {
      Drain.atLeisure(ams.proxy, HOUR, () -> false);
      assertTrue(ams.proxy.finished());
    }
  }

  @Test
  void idleConnectionStaysUntilTheProcessIsToldToEnd() throws Exception {
    CompletableFuture<Void> told = new CompletableFuture<>();
    try (Origin origin = Origin.says("fine");
        TestRegion ams = new TestRegion("ams", data);
        RawClient client = new RawClient(ams.port("web"))) {
      ams.serve("app", Policy.DEFAULT, List.of(ams.instance("i1", origin.port(), 0)), List.of());
      assertEquals("fine", client.get("app.test", "/").body());
      CompletableFuture<Void> over =
          CompletableFuture.runAsync(() -> Drain.atLeisure(ams.proxy, HOUR, told::isDone));
      told.complete(null);
      assertTrue(client.ended());
      over.join();
    }
  }
}
