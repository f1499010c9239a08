package dev.fairlead.stress.bench.jmh;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * How JMH runs: so many rounds, each of them one fork of every benchmark, so that a machine that
 * slows down for a while slows all of them.
 *
 * <p>Immutable.
 *
 * @param rounds how many
 * @param warmups iterations before each measurement
 * @param iterations measured iterations of a round
 * @param time how long each takes
 */
public record Rounds(int rounds, int warmups, int iterations, TimeValue time) {
  /** What every node runs with, as far as it matters here. */
  private static final String[] FLAGS = {
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "-XX:+UseParallelGC",
    "-XX:+UseCompactObjectHeaders",
    "-Xmx1g",
    "-Dfairlead.stress.target=" + System.getProperty("fairlead.stress.target", "target"),
    "-Djmh.ignoreLock=true" // other benchmarks may run on the same machine, at their own risk
  };

  /** So many rounds of a few seconds; five are what is published. */
  public static Rounds full(int rounds) {
    return new Rounds(rounds, 3, 5, TimeValue.seconds(1));
  }

  /** One short round, to see that everything works. */
  public static Rounds quick() {
    return new Rounds(1, 2, 3, TimeValue.milliseconds(300));
  }

  /**
   * Runs all benchmarks whose full name contains {@code name}, a regular expression.
   *
   * @param parameters values of JMH parameters that differ from those in the classes
   */
  public Measured run(String name, Map<String, List<String>> parameters) {
    Map<String, List<RunResult>> byName = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (RunResult result : one(name, parameters)) {
        byName.computeIfAbsent(Measured.nameOf(result), _ -> new ArrayList<>()).add(result);
      }
    }
    return new Measured(byName);
  }

  private Collection<RunResult> one(String include, Map<String, List<String>> parameters) {
    System.setProperty("jmh.ignoreLock", "true");
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(include)
            .forks(1)
            .warmupIterations(warmups)
            .warmupTime(time)
            .measurementIterations(iterations)
            .measurementTime(time)
            .jvmArgsAppend(FLAGS)
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    parameters.forEach((name, values) -> options.param(name, values.toArray(String[]::new)));
    try {
      return new Runner(options.build()).run();
    } catch (RunnerException e) {
      throw new IllegalStateException("JMH did not run " + include + ": " + e.getMessage(), e);
    }
  }
}
