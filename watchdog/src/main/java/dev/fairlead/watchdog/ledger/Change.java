package dev.fairlead.watchdog.ledger;

/**
 * One changed row of the replicated tables. Immutable.
 *
 * @param origin the node that wrote it
 * @param scope {@code world} or a region
 * @param version its number among the origin's versions of that scope
 * @param table the table
 * @param key the row, as text; the beginning of a long one
 */
public record Change(String origin, String scope, long version, String table, String key) {
  private static final int ORIGIN_BYTES = 96;
  private static final int SCOPE_BYTES = 48;
  private static final int TABLE_BYTES = 64;
  private static final int KEY_BYTES = 200;

  /** What a quarantine calls its version: {@code origin/scope/version}. */
  public String id() {
    return origin + "/" + scope + "/" + version;
  }

  void putInto(Slot slot) {
    slot.putText(origin, ORIGIN_BYTES)
        .putText(scope, SCOPE_BYTES)
        .putLong(version)
        .putText(table, TABLE_BYTES)
        .putText(key, KEY_BYTES);
  }

  static Change from(Copy copy) {
    return new Change(
        copy.getText(ORIGIN_BYTES),
        copy.getText(SCOPE_BYTES),
        copy.getLong(),
        copy.getText(TABLE_BYTES),
        copy.getText(KEY_BYTES));
  }
}
