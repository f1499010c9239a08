package dev.fairlead.proxy.ledger;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import jdk.jfr.Recording;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a flight recording of the last minutes in {@code DATA/jfr}, in chunks that the JVM writes
 * out each second: they are there after {@code kill -9}, and are what evidence takes.
 *
 * <p>Events are few and long ones only: pauses, waits, collections, samples of what runs. It begins
 * {@link #DELAY} after the node serves, because loading the recorder takes processor time that the
 * first requests need. A disk that is full or slow costs the recording, not the node. Stateless.
 */
final class Recorder {
  /** From the start's end to the recording's beginning. */
  static final Duration DELAY = Duration.ofSeconds(5);

  /** Older events go, a chunk at a time. */
  private static final Duration MAX_AGE = Duration.ofMinutes(2);

  /** All chunks of this process. */
  private static final long MAX_BYTES = 6 << 20; // 6 MiB

  /** A wait that is shorter is no event. */
  private static final Duration LONG = Duration.ofMillis(20);

  /** What a dead process left is its watchdog's for so long. */
  private static final Duration FRESH = Duration.ofMinutes(10);

  private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
  private static final Pattern CHUNKS = Pattern.compile("\\d{4}(?:_\\d\\d){5}_(\\d+)");

  private Recorder() {}

  /** Begins in a while, on a thread of its own that then ends. */
  static void begin(Path data) {
    Thread.ofPlatform()
        .daemon()
        .name("recorder")
        .start(() -> {
          pause(DELAY);
          begin(data.resolve("jfr"), Instant.now());
        });
  }

  /** Sleeps in full, whatever wakes the thread meanwhile. */
  private static void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(Recorder.class, left);
    }
  }

  /** Begins at once; says in the log if it cannot. */
  @SuppressWarnings("resource") // the recording lasts as long as the process
  static void begin(Path folder, Instant now) {
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      removeStale(folder, now);
      configure(folder);
      long start = System.nanoTime();
      events(new Recording()).start();
      LOG.debug(
          "flight recording begun within {} ms, in {}",
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
          folder);
    } catch (IOException | JMException | RuntimeException refused) {
      LOG.warn("no flight recording: {}", refused.toString());
    }
  }

  /** Where and in how large chunks. The JVM takes this as a diagnostic command only. */
  private static void configure(Path folder) throws JMException {
    String[] options = {"repositorypath=" + folder.toAbsolutePath(), "maxchunksize=1M"};
    ManagementFactory.getPlatformMBeanServer()
        .invoke(
            new ObjectName("com.sun.management:type=DiagnosticCommand"),
            "jfrConfigure",
            new Object[] {options},
            new String[] {String[].class.getName()});
  }

  private static Recording events(Recording recording) {
    recording.setName("fairlead");
    recording.setToDisk(true);
    recording.setMaxAge(MAX_AGE);
    recording.setMaxSize(MAX_BYTES);
    for (String wait :
        List.of("ThreadPark", "JavaMonitorEnter", "JavaMonitorWait", "VirtualThreadPinned")) {
      recording.enable("jdk." + wait).withThreshold(LONG).withStackTrace();
    }
    for (String pause : List.of("ExecuteVMOperation", "SafepointBegin", "GCPhasePause")) {
      recording.enable("jdk." + pause).withThreshold(Duration.ofMillis(5));
    }
    for (String fact :
        List.of(
            "GarbageCollection", "GCHeapSummary", "JVMInformation", "ThreadStart", "ThreadEnd")) {
      recording.enable("jdk." + fact);
    }
    recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(50));
    recording.enable("jdk.CPULoad").withPeriod(Duration.ofSeconds(1));
    recording.enable("jdk.ThreadCPULoad").withPeriod(Duration.ofSeconds(10));
    return recording;
  }

  /** What processes left that are long dead: not those whose evidence is being saved now. */
  static void removeStale(Path folder, Instant now) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      for (Path chunks : all.toList()) {
        Matcher name = CHUNKS.matcher(chunks.getFileName().toString());
        if (name.matches()
            && !Files.exists(Path.of("/proc", name.group(1)))
            && Files.getLastModifiedTime(chunks).toInstant().isBefore(now.minus(FRESH))) {
          remove(chunks);
        }
      }
    }
  }

  private static void remove(Path chunks) throws IOException {
    try (Stream<Path> files = Files.list(chunks)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(chunks);
  }
}
