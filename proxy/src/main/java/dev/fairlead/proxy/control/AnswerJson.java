package dev.fairlead.proxy.control;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Shows answers to programs: one JSON document without line breaks. */
public final class AnswerJson {
  private static final JsonMapper MAPPER = new JsonMapper();

  /** ISO-8601, always with three digits of milliseconds. */
  private static final DateTimeFormatter MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private AnswerJson() {}

  /** The document on one line. */
  public static String line(Answer answer) {
    return MAPPER.writeValueAsString(value(answer));
  }

  private static Object value(Answer answer) {
    return switch (answer) {
      case Answer.Failure failure -> Map.of("error", failure.message());
      case Answer.Line line -> object(line.facts());
      case Answer.Facts facts -> object(facts.facts());
      case Answer.Table table -> rows(table);
      case Answer.Parts parts -> {
        Map<String, Object> object = new LinkedHashMap<>();
        parts.parts().forEach((heading, part) -> object.put(heading, value(part)));
        yield object;
      }
    };
  }

  private static List<Object> rows(Answer.Table table) {
    List<Object> rows = new ArrayList<>();
    for (List<@Nullable Object> cells : table.rows()) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      for (int i = 0; i < cells.size(); i++) {
        row.put(table.columns().get(i), cell(cells.get(i)));
      }
      rows.add(row);
    }
    return rows;
  }

  private static Map<String, @Nullable Object> object(Map<String, @Nullable Object> facts) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    facts.forEach((name, value) -> object.put(name, cell(value)));
    return object;
  }

  private static @Nullable Object cell(@Nullable Object value) {
    return value instanceof Instant time ? MILLIS.format(time) : value;
  }
}
