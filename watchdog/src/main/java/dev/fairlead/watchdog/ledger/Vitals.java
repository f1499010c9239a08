package dev.fairlead.watchdog.ledger;

/**
 * How a node's process is as a whole, noted every 50 ms. Immutable.
 *
 * @param beats how often it was noted
 * @param beatNanos {@link System#nanoTime} of the last time
 * @param uptimeNanos since its start, then
 * @param collections garbage collections so far
 * @param collectionMillis how long they took together
 * @param heap what the JVM's heap holds
 * @param directBytes memory beside the heap that network buffers take
 * @param driftNanos by how much the noting thread woke late, at worst, within the last second
 * @param debugged whether a debugger may stop its threads
 */
public record Vitals(
    long beats,
    long beatNanos,
    long uptimeNanos,
    long collections,
    long collectionMillis,
    Heap heap,
    long directBytes,
    long driftNanos,
    boolean debugged) {
  /** Nothing is known. */
  public static final Vitals UNKNOWN = new Vitals(0, 0, 0, 0, 0, new Heap(0, 0), 0, 0, false);

  /**
   * A heap. Immutable.
   *
   * @param usedBytes live or not collected yet
   * @param maxBytes its bound
   */
  public record Heap(long usedBytes, long maxBytes) {}

  void putInto(Slot slot) {
    slot.begin()
        .putLong(beats)
        .putLong(beatNanos)
        .putLong(uptimeNanos)
        .putLong(collections)
        .putLong(collectionMillis)
        .putLong(heap.usedBytes)
        .putLong(heap.maxBytes)
        .putLong(directBytes)
        .putLong(driftNanos)
        .putInt(debugged ? 1 : 0)
        .end();
  }

  static Vitals from(Copy copy) {
    return new Vitals(
        copy.getLong(),
        copy.getLong(),
        copy.getLong(),
        copy.getLong(),
        copy.getLong(),
        new Heap(copy.getLong(), copy.getLong()),
        copy.getLong(),
        copy.getLong(),
        copy.getInt() != 0);
  }
}
