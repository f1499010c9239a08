package dev.fairlead.stress.bench;

import dev.fairlead.stress.bench.jmh.Rounds;
import dev.fairlead.stress.data.DataSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks of a benchmark.
 *
 * <p>Immutable.
 *
 * @param quick a short version, to see that everything works; its figures mean little
 * @param rounds of JMH, of each fault, or of each proxy; null if not said
 * @param only the rows of the table to measure; empty for all
 * @param spares with a spare, without, or both
 * @param seed of what is random
 * @param time how long a soak lasts
 */
record BenchSettings(
    boolean quick,
    @Nullable Integer rounds,
    List<String> only,
    List<Boolean> spares,
    long seed,
    Duration time) {
  private static final long SEED = 1;
  private static final int JMH_ROUNDS = 5;
  private static final int FAULT_ROUNDS = 20;
  private static final int TURNS = 5;
  private static final int QUICK_TURNS = 2;

  /** Copies the lists. */
  BenchSettings {
    only = List.copyOf(only);
    spares = List.copyOf(spares);
  }

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
    return quick ? Rounds.quick() : Rounds.full(rounds == null ? JMH_ROUNDS : rounds);
  }

  /** How often each fault strikes. */
  int faultRounds() {
    return rounds != null ? rounds : quick ? 1 : FAULT_ROUNDS;
  }

  /** How often each proxy takes its turn. */
  int turns() {
    return rounds != null ? rounds : quick ? QUICK_TURNS : TURNS;
  }
}
