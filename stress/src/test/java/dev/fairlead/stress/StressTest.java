package dev.fairlead.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command as it is started, in the mode that every build can afford. */
@Timeout(900)
final class StressTest {
  @TempDir private Path target;

  @Test
  void sanityProvesTheLockAndCatchesEveryBrokenOne() throws Exception {
    assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "two threads need two processors");
    List<String> output = new ArrayList<>();
    int code = stress(output, "--mode", "sanity");
    String text = String.join("\n", output);
    assertEquals(0, code, text);
    assertTrue(text.contains("0xFFFFFFFFFFFFFFFE: locked for ever"), text);
    assertTrue(text.contains("states, no violation"), text);
    assertTrue(Files.exists(target.resolve("stress-report").resolve("index.html")), text);
  }

  @Test
  void aRunThatLooksAtNothingFails() throws Exception {
    List<String> output = new ArrayList<>();
    assertEquals(1, stress(output, "--only", "no proof has this name"), output.toString());
  }

  @Test
  void anUnknownModeIsRefusedWithTheModesThereAre() throws Exception {
    List<String> output = new ArrayList<>();
    assertEquals(2, stress(output, "--mode", "quik"));
    assertEquals(
        List.of("fairlead: unknown mode 'quik'; modes are sanity, quick, default, tough"), output);
  }

  private int stress(List<String> output, String... arguments) throws Exception {
    List<String> command = Child.java("-Dfairlead.stress.target=" + target, Stress.class.getName());
    command.addAll(List.of(arguments));
    return new Child(target, "stress.log", Duration.ofMinutes(14))
        .run(
            command,
            line -> {
              System.out.println(line);
              output.add(line);
            });
  }
}
