package dev.fairlead.watchdog.ledger;

/**
 * Text made fit for one line of a log: what another process wrote must not forge lines or move a
 * terminal's cursor. Pure.
 */
final class OneLine {
  private OneLine() {}

  /** The same with a blank for each control character. */
  static String of(String text) {
    if (text.codePoints().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints().forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
    return line.toString();
  }
}
