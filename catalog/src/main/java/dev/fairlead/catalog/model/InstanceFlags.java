package dev.fairlead.catalog.model;

import dev.fairlead.catalog.model.InstanceRow.Health;
import dev.fairlead.catalog.model.InstanceRow.State;

/** State and health of an instance in four bits: state in bits 0 and 1, health in 2 and 3. Pure. */
final class InstanceFlags {
  private static final int DRAIN = 1;
  private static final int DOWN = 2;
  private static final int PASSING = 1 << 2;
  private static final int FAILING = 2 << 2;
  private static final int STATE = 3;
  private static final int HEALTH = 3 << 2;

  private InstanceFlags() {}

  static int of(State state, Health health) {
    int stateBits =
        switch (state) {
          case UP -> 0;
          case DRAIN -> DRAIN;
          case DOWN -> DOWN;
        };
    return switch (health) {
      case UNKNOWN -> stateBits;
      case PASSING -> stateBits | PASSING;
      case FAILING -> stateBits | FAILING;
    };
  }

  /** Whether {@link #of} can have made them. */
  static boolean known(int flags) {
    return (flags & STATE) <= DOWN && (flags & HEALTH) <= FAILING && flags >>> 4 == 0;
  }

  static State state(int flags) {
    int state = flags & STATE;
    return state == 0 ? State.UP : state == DRAIN ? State.DRAIN : State.DOWN;
  }

  static Health health(int flags) {
    int health = flags & HEALTH;
    return health == 0 ? Health.UNKNOWN : health == PASSING ? Health.PASSING : Health.FAILING;
  }

  /** Whether they allow traffic. */
  static boolean routable(int flags) {
    return (flags & STATE) == 0 && (flags & HEALTH) != FAILING;
  }
}
