package dev.fairlead.proxy.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.watchdog.evidence.Autopsy;
import dev.fairlead.watchdog.evidence.Victim;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecorderTest {
  @TempDir Path folder;

  @Test
  void whatAKilledProcessRecordedIsItsEvidence() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Recorded.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile())
            .start();
    try {
      awaitChunk(process);
    } finally {
      process.destroyForcibly();
    }
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    Autopsy autopsy = Autopsy.begin(victim(process));
    autopsy.ended(List.of());
    Path recording =
        autopsy.concluded().get(30, TimeUnit.SECONDS).folder().resolve("recording.jfr");
    assertTrue(Files.size(recording) > 0);
    boolean _ = RecordingFile.readAllEvents(recording).isEmpty(); // it is one that can be read
  }

  /** Waits until the JVM has written out what it recorded in the first second. */
  private void awaitChunk(Process process) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (described() == 0) {
      assertTrue(
          System.nanoTime() < end && process.isAlive(),
          () -> "nothing recorded: " + folder.resolve("out"));
      Thread.yield();
    }
  }

  /** Where the header of the chunk says that it describes its events; 0 if not yet. */
  private long described() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> path.toString().endsWith(".jfr"))
          .mapToLong(RecorderTest::position)
          .sum();
    } catch (UncheckedIOException changes) {
      return 0;
    }
  }

  private static long position(Path chunk) {
    try {
      byte[] bytes = Files.readAllBytes(chunk);
      return bytes.length < 32 ? 0 : ByteBuffer.wrap(bytes).getLong(24);
    } catch (IOException gone) {
      return 0;
    }
  }

  private Victim victim(Process process) {
    return new Victim(
        "1",
        Instant.now(),
        "gone",
        "gone",
        List.of(),
        process.pid(),
        true,
        null,
        folder.resolve("control.sock"),
        folder);
  }

  /** Records itself until it is killed. */
  static final class Recorded {
    private Recorded() {}

    public static void main(String[] arguments) throws IOException {
      Path jfr = Files.createDirectories(Path.of(arguments[0], "jfr"));
      Recorder.begin(jfr, Instant.now());
      while (true) {
        LockSupport.parkNanos(50_000_000L); // 50 ms: worth an event
      }
    }
  }

  @Test
  void onlyWhatLongDeadProcessesLeftIsRemoved() throws IOException {
    Instant later = Instant.now().plus(Duration.ofHours(1));
    Path dead = Files.createDirectories(folder.resolve("2026_11_22_03_47_43_999999999"));
    Files.writeString(dead.resolve("a.jfr"), "chunk");
    Path alive = folder.resolve("2026_11_22_03_47_43_" + ProcessHandle.current().pid());
    Files.createDirectories(alive);
    Files.createDirectories(folder.resolve("notes"));
    Recorder.removeStale(folder, Instant.now());
    assertEquals(3, count(), "what is fresh may still be wanted");
    Recorder.removeStale(folder, later);
    assertEquals(2, count());
    assertTrue(Files.exists(alive));
  }

  private long count() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.count();
    }
  }
}
