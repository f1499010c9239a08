package dev.fairlead.stress.bench.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a machine says of itself. */
final class Machine {
  /** Above it others work too, and figures mean less. */
  private static final double BUSY = 0.7;

  private Machine() {}

  /** Lines for a report. */
  static List<String> circumstances() throws IOException {
    return List.of(
        "processor: %s, %d cores in use"
            .formatted(
                value("/proc/cpuinfo", "model name"), Runtime.getRuntime().availableProcessors()),
        "memory: " + value("/proc/meminfo", "MemTotal"),
        "kernel: %s %s".formatted(System.getProperty("os.name"), System.getProperty("os.version")),
        "load before: " + load());
  }

  private static String value(String file, String key) throws IOException {
    return Files.readAllLines(Path.of(file)).stream()
        .filter(line -> line.startsWith(key))
        .findFirst()
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .orElse("unknown");
  }

  private static String load() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).strip();
  }

  /** Whether somebody else works on it now. */
  static boolean busy() throws IOException {
    return Double.parseDouble(load().split(" ")[0]) > BUSY;
  }
}
