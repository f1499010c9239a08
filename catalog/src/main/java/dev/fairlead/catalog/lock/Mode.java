package dev.fairlead.catalog.lock;

/** How a lock is held. */
public enum Mode {
  /** Together with other readers. */
  READ,
  /** Alone. */
  WRITE
}
