package dev.fairlead.watchdog.ledger;

import java.nio.ByteBuffer;

/**
 * The watchdog's half of the page, as the watchdog writes it. Used by one thread.
 *
 * <p>On a page of another version nothing is written.
 */
public final class WatchdogLedger {
  private final boolean known;
  private final Slot slot;

  WatchdogLedger(ByteBuffer page, boolean known) {
    this.known = known;
    this.slot = slot(page);
  }

  static Slot slot(ByteBuffer page) {
    return new Slot(page, Layout.WATCHDOG, Layout.WATCHDOG_BYTES);
  }

  /** Replaces what it said before; with each ping, so that the node sees that it is watched. */
  public void write(WatchdogState state) {
    if (known) {
      state.putInto(slot);
    }
  }
}
