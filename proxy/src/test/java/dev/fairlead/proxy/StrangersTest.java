package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hosts that clients make up. */
@Timeout(60)
final class StrangersTest {
  private static final int HOSTS = 2_000;

  @Test
  void hostsNobodyServesLeaveNoMeterBehind(@TempDir Path data) throws IOException {
    try (TestRegion ams = new TestRegion("ams", data);
        RawClient client = ams.client()) {
      assertEquals(404, client.get("x.test", "/").code()); // the code has a meter of its own
      Waits.until(() -> meters(ams).toString().contains("FR01"));
      List<String> meters = meters(ams);
      for (int i = 0; i < HOSTS; i++) {
        assertEquals(404, client.get("x" + i + ".test", "/" + i).code());
      }
      assertEquals(meters, meters(ams));
      Waits.until(() -> ams.metric("fairlead_edge_errors", "code", "FR01") == HOSTS + 1);
    }
  }

  private static List<String> meters(TestRegion region) {
    return region.meters.getMeters().stream()
        .map(meter -> meter.getId().toString())
        .sorted()
        .toList();
  }
}
