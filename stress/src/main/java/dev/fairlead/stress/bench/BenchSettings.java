package dev.fairlead.stress.bench;

import dev.fairlead.stress.bench.jmh.Rounds;
import dev.fairlead.stress.data.DataSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks of a benchmark.
 *
 * <p>Immutable.
 *
 * @param quick a short version, to see that everything works; its figures mean little
 * @param rounds of JMH, when not quick
 * @param only the one row of the table to measure; empty for all
 */
record BenchSettings(boolean quick, int rounds, String only) {
  private static final long SEED = 1;

  /** The data set that targets speak of, or a hundredth of it. */
  DataSettings data() {
    return quick ? new DataSettings(SEED, 10_000, 30_000) : DataSettings.full(SEED);
  }

  /** {@code ./fairlead}; null if something else started this. */
  @Nullable Path launcher() {
    String path = System.getenv("FAIRLEAD_LAUNCHER");
    return path == null ? null : Path.of(path);
  }

  Rounds jmh() {
    return quick ? Rounds.quick() : Rounds.full(rounds);
  }
}
