package dev.fairlead.catalog.lock;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * What the body of {@link LabelledLock#upgradable} may do besides reading: write.
 *
 * <p>For the thread of that body, until it returns.
 */
public final class Upgradable {
  private final Entrance entrance;
  private final Hold hold;
  private boolean open = true;

  Upgradable(Entrance entrance, Hold hold) {
    this.entrance = entrance;
    this.hold = hold;
  }

  /**
   * Runs {@code body} alone once the other readers have left; nobody else wrote since the
   * upgradable read began. Then it is upgradable again.
   *
   * @param limit how long to wait at most for the readers; new ones stay out meanwhile
   * @throws LockException if they did not leave; {@code body} did not run then, and the upgradable
   *     read goes on. Also if this is called inside itself
   * @throws IllegalStateException on another thread, or after the upgradable read
   */
  public <T> T upgrade(Duration limit, Supplier<T> body) {
    if (!open || !hold.thread().equals(Thread.currentThread())) {
      throw new IllegalStateException(
          "an upgradable read is upgraded by its own thread, and inside itself");
    }
    entrance.upgrade(hold, limit);
    try {
      return body.get();
    } finally {
      entrance.becomes(Mode.UPGRADABLE, hold);
    }
  }

  void close() {
    open = false;
  }
}
