package dev.fairlead.stress.bench.jmh;

import dev.fairlead.stress.bench.figure.Sample;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;

/**
 * What some rounds of JMH measured.
 *
 * <p>Benchmarks are named {@code Class.method}, followed by {@code key=value} for each of their
 * parameters, with blanks between.
 *
 * @param byName the rounds of each benchmark
 */
public record Measured(Map<String, List<RunResult>> byName) {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  /** The name of a benchmark as it is used here. */
  static String nameOf(RunResult result) {
    BenchmarkParams params = result.getParams();
    String full = params.getBenchmark();
    String name = full.substring(full.lastIndexOf('.', full.lastIndexOf('.') - 1) + 1);
    return name
        + params.getParamsKeys().stream()
            .map(key -> " " + key + "=" + params.getParam(key))
            .collect(Collectors.joining());
  }

  /** Which benchmarks ran. */
  public Set<String> names() {
    return byName.keySet();
  }

  /** The score of a benchmark, one value per round. */
  public Sample score(String name) {
    return sample(name, round -> round.getPrimaryResult().getScore());
  }

  /** The unit of its score. */
  public String unit(String name) {
    return rounds(name).getFirst().getPrimaryResult().getScoreUnit();
  }

  /** Bytes allocated per operation. */
  public Sample allocated(String name) {
    return sample(name, round -> round.getSecondaryResults().get(ALLOCATED).getScore());
  }

  private List<RunResult> rounds(String name) {
    List<RunResult> rounds = byName.get(name);
    if (rounds == null) {
      throw new IllegalArgumentException("no benchmark " + name + " ran, only " + names());
    }
    return rounds;
  }

  private Sample sample(String name, ToDoubleFunction<RunResult> score) {
    return Sample.of(rounds(name).stream().mapToDouble(score).toArray());
  }
}
