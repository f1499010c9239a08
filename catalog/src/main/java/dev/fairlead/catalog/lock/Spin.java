package dev.fairlead.catalog.lock;

/** A short bounded spin before parking: a few pauses, then a few yields. One per acquisition. */
final class Spin {
  /** The first rounds, which only pause: 2, 4 and 8 times. */
  static final int PAUSE_ROUNDS = 3;

  /** The usual number of rounds: parking costs more than that. */
  static final int ROUNDS = 10;

  private final int rounds;
  private int round;

  Spin(int rounds) {
    this.rounds = rounds;
  }

  /** Spins a little; false when it is time to park. */
  @SuppressWarnings("ThreadPriorityCheck") // a hint only: who finds no luck in ten rounds parks
  boolean once() {
    if (round >= rounds) {
      return false;
    }
    round++;
    if (round > PAUSE_ROUNDS) {
      Thread.yield();
      return true;
    }
    for (int i = 0; i < 1 << round; i++) {
      Thread.onSpinWait();
    }
    return true;
  }

  void reset() {
    round = 0;
  }
}
