package dev.fairlead.stress.bench.peer;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs that end by themselves, and makes sure that they do. */
public final class Program {
  private static final Duration SHORT = Duration.ofSeconds(20);
  private static final String UNKNOWN = "unknown";

  private Program() {}

  /**
   * How one ended.
   *
   * @param problem empty if it ended in time with 0
   * @param text what it wrote
   */
  private record Ended(String problem, String text) {}

  /**
   * Runs one and waits.
   *
   * @param limit it is killed after that
   * @return what it wrote
   * @throws IOException if it failed or did not end in time, with what it wrote
   */
  public static String run(Duration limit, List<String> command) throws IOException {
    Ended ended = end(limit, command);
    if (!ended.problem().isEmpty()) {
      throw new IOException(
          "%s %s: %s".formatted(String.join(" ", command), ended.problem(), ended.text().strip()));
    }
    return ended.text();
  }

  private static Ended end(Duration limit, List<String> command) throws IOException {
    Path written = Files.createTempFile("fairlead-bench", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(written.toFile())
              .start();
      boolean inTime = await(process, limit);
      String problem =
          !inTime
              ? "did not end in time"
              : process.exitValue() == 0 ? "" : "ended with " + process.exitValue();
      return new Ended(problem, Files.readString(written));
    } finally {
      Files.deleteIfExists(written);
    }
  }

  /** Whether it ended within the limit; it has ended in any case. */
  private static boolean await(Process process, Duration limit) throws IOException {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a program ran", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** The first line it writes that is not empty, however it ends; {@code unknown} if none. */
  public static String firstLine(String... command) {
    try {
      return end(SHORT, List.of(command))
          .text()
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .findFirst()
          .orElse(UNKNOWN);
    } catch (IOException failed) {
      return UNKNOWN;
    }
  }
}
