package dev.fairlead.watchdog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit file, as systemd reads it where it is installed. */
final class SystemdUnitTest {
  private static final Path UNIT = Path.of("systemd/fairlead.service");
  private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");

  @Test
  void systemdFindsNothingToSayAboutTheUnit(@TempDir Path folder)
      throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(ANALYZE), "skipped: no systemd-analyze to read the unit with");
    Path unit = folder.resolve("fairlead.service");
    // The program is not installed where the unit expects it, which would be remarked upon.
    Files.writeString(unit, unit().replaceAll("(?m)^ExecStart=.*$", "ExecStart=/bin/true"));
    Process analyze =
        new ProcessBuilder(ANALYZE.toString(), "verify", "--man=no", unit.toString())
            .redirectErrorStream(true)
            .start();
    String remarks = new String(analyze.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals("", remarks);
    assertEquals(0, analyze.waitFor());
  }

  @Test
  void aNodeSurvivesTheWatchdogsDeath() throws IOException {
    assertTrue(unit().contains("\nKillMode=process\n"));
    assertTrue(unit().contains("\nRestart=always\n"));
  }

  private static String unit() throws IOException {
    return Files.readString(UNIT);
  }
}
