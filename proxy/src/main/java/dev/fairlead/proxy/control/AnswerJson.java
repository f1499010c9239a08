package dev.fairlead.proxy.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Shows answers to programs: one JSON document without line breaks. */
public final class AnswerJson {
  private static final JsonMapper MAPPER = new JsonMapper();

  private AnswerJson() {}

  /** The document on one line. */
  public static String line(Answer answer) {
    return MAPPER.writeValueAsString(value(answer));
  }

  private static Object value(Answer answer) {
    return switch (answer) {
      case Answer.Failure failure -> Map.of("error", failure.message());
      case Answer.Line line -> line.facts();
      case Answer.Facts facts -> facts.facts();
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
        row.put(table.columns().get(i), cells.get(i));
      }
      rows.add(row);
    }
    return rows;
  }
}
