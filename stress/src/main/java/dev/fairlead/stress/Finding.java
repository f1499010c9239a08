package dev.fairlead.stress;

import java.util.Locale;

/**
 * What one proof says about one lock in one situation.
 *
 * <p>Immutable.
 *
 * @param verdict whether that is as it should be
 * @param subject what was looked at
 * @param text in one line, what was seen and how much of it
 * @param detail more of it, such as an interleaving, in many lines; empty if there is none
 */
record Finding(Verdict verdict, String subject, String text, String detail) {
  /** Whether a finding is as it should be. */
  enum Verdict {
    /** Our lock, or one that is known to be right, broke no rule. */
    HELD,
    /** A lock that is known to be broken was found out. */
    CAUGHT,
    /** A rule was broken, a broken lock got away, or nothing was looked at. */
    FAILED,
    /** A tool is not installed. */
    SKIPPED
  }

  /** One without detail. */
  Finding(Verdict verdict, String subject, String text) {
    this(verdict, subject, text, "");
  }

  /** As the summary prints it. */
  @Override
  public String toString() {
    String word = verdict == Verdict.FAILED ? "FAILED" : verdict.name().toLowerCase(Locale.ROOT);
    return "  %-8s%s: %s".formatted(word, subject, text);
  }
}
