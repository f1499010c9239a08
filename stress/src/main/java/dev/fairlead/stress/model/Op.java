package dev.fairlead.stress.model;

import static dev.fairlead.catalog.lock.LockWord.NONE;
import static dev.fairlead.catalog.lock.LockWord.ONE_READER;
import static dev.fairlead.catalog.lock.LockWord.UPGRADABLE_READER;
import static dev.fairlead.catalog.lock.LockWord.WRITER;

/** What a thread is doing with the lock: one call of its interface. */
enum Op {
  READ(NONE, ONE_READER),
  READ_UPGRADABLY(NONE, UPGRADABLE_READER),
  WRITE(NONE, WRITER),
  UPGRADE(UPGRADABLE_READER, WRITER),
  DOWNGRADE(WRITER, ONE_READER),
  DOWNGRADE_TO_UPGRADABLE(WRITER, UPGRADABLE_READER),
  LEAVE_READ(ONE_READER, NONE),
  LEAVE_UPGRADABLE(UPGRADABLE_READER, NONE),
  LEAVE_WRITE(WRITER, NONE),
  /** Nothing more. */
  END(NONE, NONE);

  /** The share of the word it has before. */
  final long given;

  /** The share it wants instead. */
  final long taken;

  Op(long given, long taken) {
    this.given = given;
    this.taken = taken;
  }

  /** Where in its steps it begins. */
  At begin() {
    return switch (this) {
      case READ, READ_UPGRADABLY, WRITE -> At.ENTER_LOAD;
      case UPGRADE -> At.UPGRADE_LOAD;
      case LEAVE_READ -> At.LEAVE_READ;
      case LEAVE_UPGRADABLE -> At.LEAVE_UPGRADABLE_LOAD;
      case DOWNGRADE, DOWNGRADE_TO_UPGRADABLE, LEAVE_WRITE -> At.LEAVE_WRITE;
      case END -> At.END;
    };
  }

  /** Whether it writes once it is through: it takes W first, then waits for readers. */
  boolean drains() {
    return this == WRITE || this == UPGRADE;
  }

  /** Whether a thread about to begin this is inside together with other readers. */
  boolean insideAsReader() {
    return given == ONE_READER || given == UPGRADABLE_READER;
  }

  /** Whether a thread about to begin this is inside alone. */
  boolean insideAsWriter() {
    return given == WRITER;
  }
}
