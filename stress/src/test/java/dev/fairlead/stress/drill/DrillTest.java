package dev.fairlead.stress.drill;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short version of {@code ./fairlead drill}; {@code -Ddrill.seed=N} repeats its changes. */
@Tag("drill")
final class DrillTest {
  @TempDir Path folder;

  @Test
  void noWrongRouteAndNothingStuckInThreeChangingRegions() throws Exception {
    long seed = Long.getLong("drill.seed", ThreadLocalRandom.current().nextLong(1_000_000));
    StringWriter report = new StringWriter();
    DrillSettings settings = new DrillSettings(seed, Duration.ofSeconds(30), folder);
    try (Drill drill = new Drill(settings, new PrintWriter(report))) {
      boolean fine = drill.run();
      System.out.println(report);
      assertTrue(fine, "seed " + seed);
    }
  }
}
