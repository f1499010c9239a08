package dev.fairlead.stress.jcstress;

import dev.fairlead.catalog.lock.LabelledLock;
import dev.fairlead.catalog.lock.LockRegistry;
import java.time.Duration;

/** Locks for the tests: as many as there are samples, so none is listed. Thread-safe. */
final class Locks {
  /** Longer than any test: getting in is certain, only when is not. */
  static final Duration LONG = Duration.ofSeconds(60);

  private static final LockRegistry REGISTRY = new LockRegistry();

  private Locks() {}

  static LabelledLock fresh() {
    return REGISTRY.unlisted("lesson", 1);
  }

  /** The state word; 0 when nobody is inside and nobody waits. */
  static int word(LabelledLock lock) {
    return (int) Long.parseUnsignedLong(lock.status().word().substring(2), 16);
  }
}
