package dev.fairlead.proxy.control;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Shows answers to people: aligned columns, no colours, no lines around them. */
public final class AnswerText {
  private static final Pattern CONTROL = Pattern.compile("\\p{IsControl}");

  private AnswerText() {}

  /** The lines of an answer, at least one. */
  public static List<String> lines(Answer answer) {
    return switch (answer) {
      case Answer.Failure failure -> List.of("error: " + failure.message());
      case Answer.Line line -> line.text().lines().map(AnswerText::harmless).toList();
      case Answer.Facts facts -> facts(facts.facts());
      case Answer.Table table -> table(table);
      case Answer.Parts parts -> parts(parts);
    };
  }

  private static List<String> facts(Map<String, @Nullable Object> facts) {
    int width = facts.keySet().stream().mapToInt(String::length).max().orElse(0);
    List<String> lines = new ArrayList<>();
    facts.forEach((name, value) -> lines.add(pad(name, width) + "  " + cell(value)));
    return lines.isEmpty() ? List.of("none") : lines;
  }

  private static List<String> table(Answer.Table table) {
    if (table.rows().isEmpty()) {
      return List.of("none");
    }
    List<List<String>> cells = new ArrayList<>();
    cells.add(table.columns().stream().map(c -> c.toUpperCase(Locale.ROOT)).toList());
    for (List<@Nullable Object> row : table.rows()) {
      List<String> texts = new ArrayList<>();
      row.forEach(value -> texts.add(cell(value)));
      cells.add(texts);
    }
    int[] widths = new int[table.columns().size()];
    for (List<String> row : cells) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return cells.stream().map(row -> aligned(row, widths)).toList();
  }

  private static String aligned(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(pad(row.get(i), widths[i])).append("  ");
    }
    return line.toString().stripTrailing();
  }

  private static List<String> parts(Answer.Parts parts) {
    List<String> lines = new ArrayList<>();
    parts
        .parts()
        .forEach((heading, answer) -> {
          lines.add(heading + ":");
          lines(answer).forEach(line -> lines.add("  " + line));
        });
    return lines.isEmpty() ? List.of("none") : lines;
  }

  private static String cell(@Nullable Object value) {
    return switch (value) {
      case null -> "-";
      case String text -> text.isEmpty() ? "-" : harmless(text);
      case Double number -> String.format(Locale.ROOT, "%.1f", number);
      case Instant time -> time.truncatedTo(ChronoUnit.SECONDS).toString();
      case List<?> list ->
          list.isEmpty()
              ? "-"
              : list.stream().map(AnswerText::cell).collect(Collectors.joining(", "));
      default -> value.toString();
    };
  }

  /** Rows come from every node: a control character in one must not steer a terminal. */
  private static String harmless(String text) {
    String line = text.replace('\n', ' ');
    return CONTROL.matcher(line).replaceAll("?");
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
