package dev.fairlead.proxy.check;

import dev.fairlead.catalog.model.CheckSpec;
import dev.fairlead.catalog.model.InstanceRow.Health;

/**
 * What the checks of one instance say so far.
 *
 * <p>{@code n} is {@link #streak}: how many of the last checks in a row said otherwise.
 *
 * <pre>
 *             PASSED                          FAILED                          UNDECIDED
 *   UNKNOWN   PASSING, n = 0                  FAILING, n = 0                  same
 *   PASSING   PASSING, n = 0                  n + 1 = fall: FAILING, n = 0    same
 *                                             else PASSING, n + 1
 *   FAILING   n + 1 = rise: PASSING, n = 0    FAILING, n = 0                  same
 *             else FAILING, n + 1
 * </pre>
 *
 * <p>The first check decides at once, either way: before it the instance is routed to unseen, so
 * waiting for {@code fall} of them would send clients to one that was never up. Immutable, pure.
 *
 * @param health what they say
 * @param streak as above
 */
record Condition(Health health, int streak) {
  /** Before the first check. */
  static final Condition UNKNOWN = new Condition(Health.UNKNOWN, 0);

  private static final Condition PASSING = new Condition(Health.PASSING, 0);
  private static final Condition FAILING = new Condition(Health.FAILING, 0);

  /** What one check says. */
  enum Event {
    /** The instance works. */
    PASSED,
    /** It does not. */
    FAILED,
    /** The check could not be made, or this node was too late to tell. */
    UNDECIDED
  }

  /** The condition after {@code event}. */
  Condition after(Event event, CheckSpec spec) {
    return switch (event) {
      case UNDECIDED -> this;
      case PASSED ->
          switch (health) {
            case UNKNOWN, PASSING -> PASSING;
            case FAILING -> contradicted(spec.rise(), PASSING);
          };
      case FAILED ->
          switch (health) {
            case UNKNOWN, FAILING -> FAILING;
            case PASSING -> contradicted(spec.fall(), FAILING);
          };
    };
  }

  private Condition contradicted(int enough, Condition other) {
    return streak + 1 >= enough ? other : new Condition(health, streak + 1);
  }
}
