package dev.fairlead.stress.broken;

import java.util.Locale;

/** A mistake of parking_lot 0.12.3, corrected in 0.12.4. */
public enum Fault {
  /**
   * A writer, or upgrader, whose time runs out subtracts {@code WRITER_PARKED} together with {@code
   * WRITER}, after it let go of the queue lock: if the last reader cleared the flag in between, the
   * subtraction borrows from the whole word.
   */
  SUBTRACTED_FLAG,

  /**
   * A writer whose time runs out wakes those behind it as if an upgradable reader were inside:
   * writers and upgraders in the queue are passed over, and nobody is left to wake them.
   */
  SKIPPED_WRITER;

  /** As reports name it: {@code subtracted flag}. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
