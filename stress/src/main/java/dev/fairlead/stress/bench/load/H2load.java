package dev.fairlead.stress.bench.load;

import dev.fairlead.stress.bench.peer.Cores;
import dev.fairlead.stress.bench.peer.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * {@code h2load --h1 --rps}: requests at a rate, on 64 connections that are kept.
 *
 * <p>Immutable; thread-safe.
 *
 * @param cores it runs there
 * @param folder for its log of every request
 */
public record H2load(String cores, Path folder) {
  /** What is answered at first is not counted. */
  private static final int WARM_UP_SECONDS = 1;

  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final int OK = 200;

  /**
   * Loads for so many seconds.
   *
   * @param rate requests a second, all connections together
   */
  public Answered run(Target target, double rate, int seconds) throws IOException {
    Path log = folder.resolve("h2load.tsv");
    Files.deleteIfExists(log); // it would be appended to
    List<String> command = new ArrayList<>(Cores.on(cores));
    command.addAll(
        List.of(
            "h2load",
            "--h1",
            "-t",
            "1",
            "-c",
            Integer.toString(Wrk.CONNECTIONS),
            "--rps",
            String.format(Locale.ROOT, "%.2f", rate / Wrk.CONNECTIONS),
            "--warm-up-time",
            Integer.toString(WARM_UP_SECONDS),
            "-D",
            Integer.toString(seconds),
            "--log-file",
            log.toString(),
            "--connect-to",
            target.endpoint(),
            target.hostUrl()));
    String summary = Program.run(GRACE.plusSeconds(seconds).plusSeconds(WARM_UP_SECONDS), command);
    return parse(Files.readAllLines(log), failed(summary));
  }

  /** Reads {@code requests: … 3 failed, 1 errored, …}; a failed one may be an errored one too. */
  static long failed(String summary) throws IOException {
    return summary
        .lines()
        .filter(line -> line.startsWith("requests: "))
        .findFirst()
        .map(H2load::failedOf)
        .orElseThrow(() -> new IOException("h2load counted nothing: " + summary.strip()));
  }

  private static long failedOf(String line) {
    return Arrays.stream(line.substring(line.indexOf(':') + 1).split(","))
        .map(String::strip)
        .filter(part -> part.endsWith(" failed"))
        .mapToLong(part -> Long.parseLong(part.substring(0, part.indexOf(' '))))
        .sum();
  }

  /**
   * Reads the log: start in microseconds, status and duration in microseconds, a line a request.
   * Those that started in the first second are left out.
   */
  static Answered parse(List<String> log, long failed) throws IOException {
    long[][] rows =
        log.stream()
            .map(line -> Arrays.stream(line.split("\t")).limit(3).mapToLong(Long::parseLong))
            .map(java.util.stream.LongStream::toArray)
            .toArray(long[][]::new);
    long first = Arrays.stream(rows).mapToLong(row -> row[0]).min().orElse(0);
    long begin = first + WARM_UP_SECONDS * 1_000_000L;
    long end = Arrays.stream(rows).mapToLong(row -> row[0] + row[2]).max().orElse(0);
    long[] micros =
        Arrays.stream(rows)
            .filter(row -> row[0] >= begin && row[1] == OK)
            .mapToLong(row -> row[2])
            .sorted()
            .toArray();
    if (micros.length == 0) {
      throw new IOException("h2load got no answer after its first second");
    }
    long wrong = Arrays.stream(rows).filter(row -> row[0] >= begin && row[1] != OK).count();
    return new Answered(
        micros.length,
        (end - begin) / 1e6,
        micros[rank(0.50, micros.length)],
        micros[rank(0.99, micros.length)],
        Math.max(failed, wrong));
  }

  /** Index of the value that the share {@code part} of {@code size} sorted values is at most. */
  static int rank(double part, int size) {
    return Math.max(0, (int) Math.ceil(part * size) - 1);
  }
}
