package dev.fairlead.watchdog.ledger;

/**
 * One event loop as the node saw it last. Immutable.
 *
 * @param name of its thread
 * @param ticks tasks of the monitor it ran
 * @param lagNanos how long the last one waited, or the one it has not run yet
 * @param connections that it owns
 */
public record LoopState(String name, long ticks, long lagNanos, int connections) {
  private static final int NAME_BYTES = 48;

  void putInto(Slot slot) {
    slot.begin()
        .putText(name, NAME_BYTES)
        .putLong(ticks)
        .putLong(lagNanos)
        .putInt(connections)
        .end();
  }

  static LoopState from(Copy copy) {
    return new LoopState(copy.getText(NAME_BYTES), copy.getLong(), copy.getLong(), copy.getInt());
  }
}
