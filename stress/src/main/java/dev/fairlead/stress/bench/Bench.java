package dev.fairlead.stress.bench;

import dev.fairlead.stress.bench.figure.Report;
import dev.fairlead.stress.bench.peer.MissingTools;
import dev.fairlead.stress.drill.DrillCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./fairlead bench NAME …}: runs benchmarks and prints one line per figure. */
@Command(
    name = "fairlead bench",
    description = "Runs benchmarks; prints one line per figure with its target and peers.",
    sortOptions = false)
public final class Bench implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final int UNAVAILABLE = 69; // of sysexits.h

  @Parameters(
      arity = "0..*",
      paramLabel = "NAME",
      description = "lock, catalog, image, balance, watchdog, http, tls, tcp, idle, soak.")
  private List<String> names = List.of();

  @Option(names = "--quick", description = "A short version; its figures mean little.")
  private boolean quick;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds: of JMH and of each proxy 5 if not said, of each fault 20.")
  private @Nullable Integer rounds;

  @Option(
      names = "--only",
      paramLabel = "ROW",
      split = ",",
      description =
          "Of catalog: lookup, growth, first, memory, feed or spread; of watchdog: faults; of http:"
              + " requests, latency, bodies, growth; of tls: full, resumed, kept; of tcp: messages,"
              + " streams; of idle: plain, encrypted.")
  private List<String> only = List.of();

  @Option(
      names = "--spare",
      negatable = true,
      description = "Of watchdog: only with a spare, or only without (--no-spare).")
  private @Nullable Boolean spare;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Of watchdog: moments of the faults; of proxies: whose turn it is; of soak: what happens.")
  private @Nullable Long seed;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      defaultValue = "30m",
      converter = DrillCommand.TimeConverter.class,
      description = "Of soak: how long, such as 2m; 30m if not said.")
  private Duration time = Duration.ZERO;

  @Spec private @Nullable CommandSpec spec;

  /**
   * Runs the benchmarks and ends the process: 0, also when a target was missed; 1 if a soak went
   * wrong; 2 for usage, 69 if a program that it needs is not installed.
   */
  public static void main(String[] args) {
    System.exit(run(writer(System.out), writer(System.err), args));
  }

  static int run(PrintWriter out, PrintWriter err, String... args) {
    return new CommandLine(new Bench())
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler(Bench::badUsage)
        .execute(args);
  }

  private static PrintWriter writer(java.io.PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  private static int badUsage(ParameterException e, String[] args) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println("fairlead: " + e.getMessage());
    err.println(
        "usage: fairlead bench NAME… [--quick] [--rounds N] [--only ROW] [--[no-]spare] [--seed N]"
            + " [--for TIME]; names are:");
    for (Suite suite : Suite.values()) {
      err.println("  %-8s %s".formatted(suite.word(), suite.about()));
    }
    return USAGE;
  }

  @Override
  public Integer call() {
    CommandLine line = spec.commandLine();
    if (names.isEmpty()) {
      throw new ParameterException(line, "which benchmark?");
    }
    if (rounds != null && rounds < 1) {
      throw new ParameterException(line, "--rounds must be at least 1, not " + rounds);
    }
    List<Suite> suites = names.stream().map(name -> suite(line, name)).toList();
    BenchSettings settings =
        new BenchSettings(
            quick,
            rounds,
            only,
            spare == null ? List.of(true, false) : List.of(spare),
            seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed,
            time);
    Report report = new Report(line.getOut());
    for (Suite suite : suites) {
      report.note("bench " + suite.word() + (quick ? " (quick)" : ""));
      try {
        run(line, suite, settings, report);
      } catch (MissingTools e) {
        line.getErr().println("fairlead: " + e.getMessage());
        return UNAVAILABLE;
      } catch (NotWell e) {
        line.getErr().println("fairlead: " + e.getMessage());
        return FAILED;
      }
    }
    report.end();
    return 0;
  }

  private static void run(CommandLine line, Suite suite, BenchSettings settings, Report report) {
    try {
      suite.run(settings, report);
    } catch (NoSuchRow e) {
      throw new ParameterException(line, e.getMessage(), e);
    }
  }

  private static Suite suite(CommandLine line, String name) {
    return Arrays.stream(Suite.values())
        .filter(suite -> suite.word().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new ParameterException(
                line,
                "no benchmark '"
                    + name
                    + "'; there are "
                    + Arrays.stream(Suite.values())
                        .map(Suite::word)
                        .collect(Collectors.joining(", "))));
  }
}
