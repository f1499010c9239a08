package dev.fairlead.catalog.lock;

/** How a lock is held. */
public enum Mode {
  /** Together with other readers. */
  READ(1),
  /** Together with readers, and the only one that may become the writer. */
  UPGRADABLE(2),
  /** Alone. */
  WRITE(3);

  private static final Mode[] BY_CODE = {READ, READ, UPGRADABLE, WRITE};

  private final int code;

  Mode(int code) {
    this.code = code;
  }

  /** A number in two bits, not 0. */
  int code() {
    return code;
  }

  static Mode of(long code) {
    return BY_CODE[(int) code];
  }
}
