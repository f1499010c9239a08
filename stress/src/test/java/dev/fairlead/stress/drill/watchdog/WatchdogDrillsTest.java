package dev.fairlead.stress.drill.watchdog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.stress.node.Launch;
import dev.fairlead.stress.traffic.Rate;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short versions of {@code ./fairlead drill quiet|adoption|upgrade|poison}. */
@Tag("drill")
final class WatchdogDrillsTest {
  private static final Rate GENTLE = new Rate(50, 5, 5);

  @TempDir Path folder;
  private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

  @Test
  void aBadDayOfTheHostRestartsNobody() throws IOException {
    long seed = Long.getLong("drill.seed", ThreadLocalRandom.current().nextLong(1_000_000));
    QuietDrill.Settings settings =
        new QuietDrill.Settings(
            folder, seed, Duration.ofSeconds(15), Duration.ofSeconds(3), GENTLE);
    assertEquals(List.of(), new QuietDrill(settings, out).run(Launch.ofThisJava()), "seed " + seed);
  }

  @Test
  void poisonedRowIsLeftOutAndTheRestGoesOn() throws IOException {
    PoisonDrill drill = new PoisonDrill(folder, GENTLE, out);
    assertEquals(List.of(), drill.run(Launch.ofThisJava()));
  }

  @Test
  void killedWatchdogCutsNobodyAndLeavesNothingBehind() throws IOException {
    AdoptionDrill drill = new AdoptionDrill(folder, 1, new Rate(50, 5, 0), out);
    assertEquals(List.of(), drill.run(Launch.ofThisJava()));
  }

  @Test
  void replacedBinaryCutsNoRequestAndNoWebSocket() throws IOException {
    UpgradeDrill drill = new UpgradeDrill(folder, false, out);
    assertEquals(List.of(), drill.run(Launch.ofThisJava()));
  }
}
