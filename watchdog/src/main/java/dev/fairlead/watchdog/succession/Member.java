package dev.fairlead.watchdog.succession;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One process of the node. Immutable.
 *
 * @param id given at its start, never used again
 * @param stage how far it is
 * @param sinceNanos since when it is in that stage
 * @param owesNanos since when it owes the word that it serves, which a warm one gives at once and
 *     which being told to own does not put off; null when it owes none
 */
record Member(int id, Stage stage, long sinceNanos, @Nullable Long owesNanos) {
  /** A warm process that is told to own before it serves may open everything first. */
  static final Duration OWED = Duration.ofSeconds(4);

  Member to(Stage next, long nowNanos) {
    return switch (next) {
      case TAKING -> new Member(id, next, nowNanos, nowNanos);
      case OWNING -> new Member(id, next, nowNanos, owesNanos);
      case STARTING,
          READY,
          RUSHED,
          SERVING,
          OWNER,
          LEAVING,
          DRAINING,
          CONDEMNED,
          EXAMINED,
          STOPPING,
          ENDING ->
          new Member(id, next, nowNanos, null);
    };
  }

  /** It said that it serves. */
  Member serving() {
    return new Member(id, stage, sinceNanos, null);
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
    if (stage == Stage.OWNING) {
      return owesNanos != null && nowNanos - owesNanos >= OWED.toNanos();
    }
    Duration budget = stage == Stage.DRAINING ? drain : stage.budget();
    return budget != null && age(nowNanos).compareTo(budget) >= 0;
  }
}
