package dev.fairlead.proxy.cli;

import dev.fairlead.proxy.control.Answer;
import dev.fairlead.proxy.control.AnswerJson;
import dev.fairlead.proxy.control.AnswerText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lists, sets and removes the rows of one replicated table, keyed by {@code id}.
 *
 * <p>Table and column names are constants of the commands, never input.
 *
 * @param table its name
 * @param api the node whose replica is edited
 * @param out where answers go
 */
record TableEditor(String table, Api api, PrintWriter out) {
  /** Prints the rows, all or those whose {@code column} equals {@code value}. */
  int list(boolean json, String column, @Nullable String value) {
    String where = value == null ? "" : " WHERE " + column + " = ?";
    List<@Nullable Object> parameters = new ArrayList<>();
    if (value != null) {
      parameters.add(value);
    }
    Api.Rows rows = api.query("SELECT * FROM " + table + where + " ORDER BY id", parameters);
    Answer.Table answer = new Answer.Table(rows.columns(), rows.rows());
    if (json) {
      out.println(AnswerJson.line(answer));
    } else {
      AnswerText.lines(answer).forEach(out::println);
    }
    return ExitCode.DONE;
  }

  /** Inserts the row, or updates just the given columns of it. */
  int set(String id, Map<String, Object> columns) {
    Map<String, Object> given = new LinkedHashMap<>();
    given.put("id", id);
    given.putAll(columns);
    String names = String.join(", ", given.keySet());
    String places = given.keySet().stream().map(name -> "?").collect(Collectors.joining(", "));
    String updates =
        given.keySet().stream()
            .skip(1)
            .map(name -> name + " = excluded." + name)
            .collect(Collectors.joining(", "));
    api.change(
        "INSERT INTO %s (%s) VALUES (%s) ON CONFLICT (id) DO %s"
            .formatted(
                table, names, places, updates.isEmpty() ? "NOTHING" : "UPDATE SET " + updates),
        new ArrayList<>(given.values()));
    out.println(table + " " + id + " set");
    return ExitCode.DONE;
  }

  /** Deletes the row; fails if there is none. */
  int remove(String id) {
    if (api.change("DELETE FROM " + table + " WHERE id = ?", List.of(id)) == 0) {
      throw CommandFailed.failed("there is no " + table + " '" + id + "'");
    }
    out.println(table + " " + id + " removed");
    return ExitCode.DONE;
  }
}
