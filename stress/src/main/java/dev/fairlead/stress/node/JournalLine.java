package dev.fairlead.stress.node;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of the watchdog's journal.
 *
 * <p>Immutable.
 *
 * @param at when it was written, to the millisecond
 * @param level {@code INFO}, {@code WARN} or {@code ERROR}
 * @param text the story, facts included
 * @param facts the {@code key=value} words in it
 */
public record JournalLine(Instant at, String level, String text, Map<String, String> facts) {
  private static final Pattern LINE =
      Pattern.compile("(\\S+) watchdog (INFO|WARN|ERROR) +(.*)", Pattern.DOTALL);

  private static final Pattern FACT = Pattern.compile("(?<=^|\\s)([a-z_]+)=(\\S+)");

  /** Copies the facts. */
  public JournalLine {
    facts = Map.copyOf(facts);
  }

  /** Reads one; null if the line is not the watchdog's. */
  public static @Nullable JournalLine parse(String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      return null;
    }
    Map<String, String> facts = new TreeMap<>();
    Matcher fact = FACT.matcher(parts.group(3));
    while (fact.find()) {
      facts.put(fact.group(1), fact.group(2));
    }
    try {
      return new JournalLine(Instant.parse(parts.group(1)), parts.group(2), parts.group(3), facts);
    } catch (DateTimeException notOurs) {
      return null;
    }
  }

  /** A fact; empty if the line does not say it. */
  public String fact(String key) {
    return facts.getOrDefault(key, "");
  }
}
