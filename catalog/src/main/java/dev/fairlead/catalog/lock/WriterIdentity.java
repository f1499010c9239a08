package dev.fairlead.catalog.lock;

import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import org.jspecify.annotations.Nullable;

/**
 * Names the thread that holds a lock exclusively, in the form the JVM's deadlock detector reads:
 * waiting threads park on it.
 *
 * <p>The detector sees platform threads only, and writers only.
 */
final class WriterIdentity extends AbstractOwnableSynchronizer {
  private static final long serialVersionUID = 1L;

  /** Called by the thread that just acquired, or is about to release. */
  void set(@Nullable Thread thread) {
    setExclusiveOwnerThread(thread);
  }

  @Nullable Thread get() {
    return getExclusiveOwnerThread();
  }
}
