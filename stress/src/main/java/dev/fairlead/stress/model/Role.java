package dev.fairlead.stress.model;

import static dev.fairlead.stress.model.Op.DOWNGRADE;
import static dev.fairlead.stress.model.Op.DOWNGRADE_TO_UPGRADABLE;
import static dev.fairlead.stress.model.Op.END;
import static dev.fairlead.stress.model.Op.LEAVE_READ;
import static dev.fairlead.stress.model.Op.LEAVE_UPGRADABLE;
import static dev.fairlead.stress.model.Op.LEAVE_WRITE;
import static dev.fairlead.stress.model.Op.READ;
import static dev.fairlead.stress.model.Op.READ_UPGRADABLY;
import static dev.fairlead.stress.model.Op.UPGRADE;
import static dev.fairlead.stress.model.Op.WRITE;

/**
 * What one thread of a scenario does, once. A timed one may give up whenever it sleeps; an untimed
 * one never, so that a lost wake-up shows as a thread that sleeps for ever.
 */
public enum Role {
  READER(READ, false),
  TIMED_READER(READ, true),
  WRITER(WRITE, false),
  TIMED_WRITER(WRITE, true),
  /** Reads upgradably, however long that takes, then writes if the upgrade comes in time. */
  TIMED_UPGRADER(READ_UPGRADABLY, false),
  /** Reads upgradably, writes however long that takes, reads upgradably again. */
  UPGRADER(READ_UPGRADABLY, false),
  /** Writes, then goes on as a reader. */
  DOWNGRADER(WRITE, false);

  final Op first;
  private final boolean timed;

  Role(Op first, boolean timed) {
    this.first = first;
    this.timed = timed;
  }

  /** Whether it may give up while it sleeps in {@code op}. */
  boolean mayGiveUp(Op op) {
    return timed || (this == TIMED_UPGRADER && op == UPGRADE);
  }

  /** What follows {@code op}. */
  Op after(Op op, boolean succeeded) {
    return switch (op) {
      case READ -> succeeded ? LEAVE_READ : END;
      case READ_UPGRADABLY -> succeeded ? UPGRADE : END;
      case WRITE -> !succeeded ? END : this == DOWNGRADER ? DOWNGRADE : LEAVE_WRITE;
      case UPGRADE ->
          !succeeded ? LEAVE_UPGRADABLE : this == UPGRADER ? DOWNGRADE_TO_UPGRADABLE : LEAVE_WRITE;
      case DOWNGRADE_TO_UPGRADABLE -> LEAVE_UPGRADABLE;
      case DOWNGRADE -> LEAVE_READ;
      case LEAVE_READ, LEAVE_UPGRADABLE, LEAVE_WRITE, END -> END;
    };
  }
}
