package dev.fairlead.watchdog.ledger;

/**
 * What a node's process is and how far its start is. Immutable.
 *
 * @param role to the service
 * @param phase of its start
 * @param sinceNanos {@link System#nanoTime} when it came to that phase; Linux has one such clock
 *     for all processes
 * @param pid its process
 */
public record Stage(NodeRole role, NodePhase phase, long sinceNanos, long pid) {
  /** Nothing is known. */
  public static final Stage UNKNOWN = new Stage(NodeRole.UNKNOWN, NodePhase.UNKNOWN, 0, 0);

  void putInto(Slot slot) {
    slot.begin().putWord(role).putWord(phase).putLong(sinceNanos).putLong(pid).end();
  }

  static Stage from(Copy copy) {
    return new Stage(
        copy.getWord(NodeRole.values(), NodeRole.UNKNOWN),
        copy.getWord(NodePhase.values(), NodePhase.UNKNOWN),
        copy.getLong(),
        copy.getLong());
  }
}
