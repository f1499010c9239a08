package dev.fairlead.stress.bench;

import dev.fairlead.stress.bench.jmh.Rounds;

/**
 * What the command line asks of a benchmark.
 *
 * <p>Immutable.
 *
 * @param quick a short version, to see that everything works; its figures mean little
 * @param only the one row of the table to measure; empty for all
 */
record BenchSettings(boolean quick, String only) {
  Rounds rounds() {
    return quick ? Rounds.quick() : Rounds.full();
  }
}
