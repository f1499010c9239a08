package dev.fairlead.catalog.load;

/**
 * One value in the cache and in the books of a {@link LazyTable}; a next value is another one.
 *
 * <p>Immutable but for {@link #usedAt}, a hint that threads write and read by a race: at worst a
 * use is told twice, or a second late.
 */
final class Held<V> {
  /** What an entry weighs beside key and value: this, nodes of the cache and of the books. */
  private static final int ENTRY_BYTES = 260;

  private final String key;
  private final V value;
  private final int number;
  private int usedAt = Integer.MIN_VALUE;

  /** Confined to the catalog writer; 0 until it first looks. */
  private int weight;

  /**
   * An entry.
   *
   * @param number what the row index calls the key
   */
  Held(String key, V value, int number) {
    this.key = key;
    this.value = value;
    this.number = number;
  }

  /** About what an entry weighs beside its value. */
  static int bytes(String key) {
    return ENTRY_BYTES + key.length();
  }

  String key() {
    return key;
  }

  V value() {
    return value;
  }

  int number() {
    return number;
  }

  /** What it weighed when last told to be in use. */
  int weight() {
    return weight;
  }

  void weight(int bytes) {
    weight = bytes;
  }

  int usedAt() {
    return usedAt;
  }

  void usedAt(int tick) {
    usedAt = tick;
  }
}
