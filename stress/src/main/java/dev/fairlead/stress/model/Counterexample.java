package dev.fairlead.stress.model;

import dev.fairlead.catalog.lock.LockWord;
import java.util.List;
import java.util.Locale;

/**
 * An interleaving that breaks a rule.
 *
 * @param rule which, and how
 * @param path the steps that lead there, in order
 */
public record Counterexample(String rule, List<Line> path) {
  /**
   * One step.
   *
   * @param thread whose, from 0
   * @param does what it does
   * @param word the word afterwards
   */
  public record Line(int thread, String does, long word) {}

  /** As a table: step, thread, what it does, the word afterwards. */
  String drawing(List<Role> roles) {
    StringBuilder drawing = new StringBuilder();
    int number = 0;
    for (Line line : path) {
      String who = roles.get(line.thread()).name().toLowerCase(Locale.ROOT).replace('_', ' ');
      drawing.append(
          "%4d  %d %-15s %-48s %s%n"
              .formatted(++number, line.thread(), who, line.does(), LockWord.hex(line.word())));
    }
    return drawing.append("      ").append(rule).append('\n').toString();
  }
}
