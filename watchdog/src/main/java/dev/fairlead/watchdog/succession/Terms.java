package dev.fairlead.watchdog.succession;

import java.util.List;

/**
 * The terms on which the next process starts. Immutable.
 *
 * @param quarantine changes that it must not apply
 * @param goodConfig whether it takes the configuration that last worked instead of the one named
 */
public record Terms(List<String> quarantine, boolean goodConfig) {
  /** As the command line says. */
  public static final Terms USUAL = new Terms(List.of(), false);

  /** Copies the list. */
  public Terms {
    quarantine = List.copyOf(quarantine);
  }

  /** What they mean for the next start, one line. */
  String text() {
    String without = quarantine.isEmpty() ? "" : " without the changes " + quarantine + ",";
    String config = goodConfig ? " with the configuration that last worked," : "";
    return "two failures in a row at the same place: the next start is"
        + without
        + config
        + " until one works";
  }
}
