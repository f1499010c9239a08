package dev.fairlead.proxy.control;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command answers: one value, shown as text to people and as JSON to programs.
 *
 * <p>Cells and facts are {@code null}, text, numbers, booleans, {@link java.time.Instant}s, lists
 * or maps of these. Immutable.
 */
public sealed interface Answer {
  /**
   * Something that cannot be done, and why. Text: {@code error: …}; JSON: {@code {"error":"…"}}.
   *
   * @param message what is wrong
   */
  record Failure(String message) implements Answer {}

  /**
   * One line, and the same as facts for programs.
   *
   * @param text the line
   * @param facts what programs get
   */
  record Line(String text, Map<String, @Nullable Object> facts) implements Answer {
    /** Copies the map; it may hold nulls. */
    public Line {
      facts = Collections.unmodifiableMap(new LinkedHashMap<String, @Nullable Object>(facts));
    }

    /** Something that was done. */
    static Line done(String text) {
      return new Line(text, Map.of("done", text));
    }
  }

  /**
   * Named values, one a line.
   *
   * @param facts in the order they are shown
   */
  record Facts(Map<String, @Nullable Object> facts) implements Answer {
    /** Copies the map; it may hold nulls. */
    public Facts {
      facts = Collections.unmodifiableMap(new LinkedHashMap<String, @Nullable Object>(facts));
    }
  }

  /**
   * Rows under named columns.
   *
   * @param columns their names, in snake case, as JSON has them
   * @param rows one cell per column
   */
  record Table(List<String> columns, List<List<@Nullable Object>> rows) implements Answer {
    /** Copies the rows; they may hold nulls. */
    public Table {
      columns = List.copyOf(columns);
      List<List<@Nullable Object>> copy = new ArrayList<>();
      for (List<@Nullable Object> row : rows) {
        if (row.size() != columns.size()) {
          throw new IllegalArgumentException("%d cells, %s".formatted(row.size(), columns));
        }
        copy.add(Collections.unmodifiableList(new ArrayList<@Nullable Object>(row)));
      }
      rows = Collections.unmodifiableList(copy);
    }
  }

  /**
   * Several answers under headings.
   *
   * @param parts by heading, in the order they are shown
   */
  record Parts(Map<String, Answer> parts) implements Answer {
    /** Copies the map. */
    public Parts {
      parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    }
  }
}
