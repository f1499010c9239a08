package dev.fairlead.gossip.swim;

/**
 * How much this node trusts itself: Lifeguard's local health, 0 for well to {@value #WORST}.
 *
 * <p>A node that is starved of processor or network sees everybody else fail. Each sign of it (own
 * stall, being accused, a failed probe nobody else could confirm) makes it probe more slowly and
 * wait longer before it accuses. Confined to one thread.
 */
final class Health {
  static final int WORST = 7;

  private int score;

  void worsen() {
    score = Math.min(WORST, score + 1);
  }

  void improve() {
    score = Math.max(0, score - 1);
  }

  /** {@code nanos}, longer the worse this node is. */
  long stretch(long nanos) {
    return nanos * (score + 1);
  }
}
