package dev.fairlead.watchdog.succession;

import java.time.Duration;

/**
 * One process of the node. Immutable.
 *
 * @param id given at its start, never used again
 * @param stage how far it is
 * @param sinceNanos since when it is in that stage
 */
record Member(int id, Stage stage, long sinceNanos) {
  Member to(Stage next, long nowNanos) {
    return new Member(id, next, nowNanos);
  }

  /** How long it has been in its stage. */
  Duration age(long nowNanos) {
    return Duration.ofNanos(nowNanos - sinceNanos);
  }

  /**
   * Whether it stays in its stage longer than it may.
   *
   * @param drain what the node itself allows for draining
   */
  boolean late(long nowNanos, Duration drain) {
    Duration budget = stage == Stage.DRAINING ? drain : stage.budget();
    return budget != null && age(nowNanos).compareTo(budget) >= 0;
  }
}
