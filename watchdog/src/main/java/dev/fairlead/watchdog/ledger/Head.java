package dev.fairlead.watchdog.ledger;

/**
 * How far a node has the changes of one origin. Immutable.
 *
 * @param origin the node that writes them
 * @param scope {@code world} or a region
 * @param version the last without a gap before it
 */
public record Head(String origin, String scope, long version) {
  private static final int ORIGIN_BYTES = 64;
  private static final int SCOPE_BYTES = 40;

  void putInto(Slot slot) {
    slot.begin().putText(origin, ORIGIN_BYTES).putText(scope, SCOPE_BYTES).putLong(version).end();
  }

  static Head from(Copy copy) {
    return new Head(copy.getText(ORIGIN_BYTES), copy.getText(SCOPE_BYTES), copy.getLong());
  }
}
