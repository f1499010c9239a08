package dev.fairlead.stress.bench.load;

import dev.fairlead.stress.bench.peer.Cores;
import dev.fairlead.stress.bench.peer.Program;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code wrk}: as many requests as are answered, on 64 connections that are kept.
 *
 * <p>Immutable; thread-safe.
 */
public final class Wrk {
  /** Connections of every load. */
  public static final int CONNECTIONS = 64;

  private static final String SCRIPT = "wrk-report.lua";
  private static final String MARK = "counted ";
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final String cores;
  private final Path script;

  private Wrk(String cores, Path script) {
    this.cores = cores;
    this.script = script;
  }

  /** One that runs on {@code cores}; its script is written into {@code folder}. */
  public static Wrk on(String cores, Path folder) throws IOException {
    Path script = folder.resolve(SCRIPT);
    try (InputStream resource = Wrk.class.getResourceAsStream(SCRIPT)) {
      if (resource == null) {
        throw new IOException("the resource " + SCRIPT + " is missing");
      }
      Files.copy(resource, script, StandardCopyOption.REPLACE_EXISTING);
    }
    return new Wrk(cores, script);
  }

  /** Loads for so many seconds. */
  public Answered run(Target target, int seconds) throws IOException {
    List<String> command = new ArrayList<>(Cores.on(cores));
    command.addAll(
        List.of(
            "wrk",
            "-t",
            "1",
            "-c",
            Integer.toString(CONNECTIONS),
            "-d",
            seconds + "s",
            "--timeout",
            "10s",
            "-s",
            script.toString(),
            "-H",
            "Host: " + target.host(),
            target.url()));
    return parse(Program.run(GRACE.plusSeconds(seconds), command));
  }

  /** Reads what the script wrote. */
  static Answered parse(String output) throws IOException {
    String line =
        output
            .lines()
            .filter(it -> it.startsWith(MARK))
            .findFirst()
            .orElseThrow(() -> new IOException("wrk counted nothing: " + output.strip()));
    Map<String, Long> counted = new HashMap<>();
    for (String word : line.substring(MARK.length()).split(" ")) {
      String[] parts = word.split("=", 2);
      counted.put(parts[0], Long.parseLong(parts[1]));
    }
    long failed =
        List.of("connect", "read", "write", "timeout", "status").stream()
            .mapToLong(counted::get)
            .sum();
    return new Answered(
        counted.get("requests"),
        counted.get("micros") / 1e6,
        counted.get("p50"),
        counted.get("p99"),
        failed);
  }
}
