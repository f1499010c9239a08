package dev.fairlead.proxy.config;

import dev.fairlead.proxy.config.Section.Form;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * Reads a parsed file section by section and key by key, and collects everything that is wrong.
 *
 * <p>Used once, by one thread.
 */
final class DocumentReader {
  private final Expansion expansion;
  private final List<Problem> problems;

  /**
   * A reader.
   *
   * @param environment value of a variable; null if it is not set
   * @param problems takes what is wrong
   */
  DocumentReader(Function<String, @Nullable String> environment, List<Problem> problems) {
    this.expansion = new Expansion(environment);
    this.problems = problems;
  }

  Document read(TomlTable root) {
    refuseUnknownSections(root);
    Map<String, List<Values>> sections = new HashMap<>();
    for (Section section : Sections.ALL) {
      sections.put(section.name(), occurrences(root, section));
    }
    return new Document(sections);
  }

  private void refuseUnknownSections(TomlTable root) {
    for (String name : root.keySet()) {
      if (Sections.ALL.stream().noneMatch(s -> s.name().equals(name))) {
        boolean isKey = !(root.get(List.of(name)) instanceof TomlTable);
        problem(line(root, name), name, Suggestion.forTopLevel(name, isKey));
      }
    }
  }

  private List<Values> occurrences(TomlTable root, Section section) {
    List<String> path = List.of(section.name().split("\\."));
    Object found = enclosing(root, path) instanceof TomlTable t ? t.get(last(path)) : null;
    int line = found == null ? 0 : line(root, path);
    List<TomlTable> tables = new ArrayList<>();
    if (found instanceof TomlTable table && section.form() != Form.REPEATED) {
      tables.add(table);
    } else if (found instanceof TomlArray array && isTables(array, section)) {
      for (int i = 0; i < array.size(); i++) {
        tables.add(array.getTable(i));
      }
    } else if (found != null) {
      problem(line, section.name(), "write it as a section, " + section.header());
    }
    List<Values> result = new ArrayList<>();
    for (int i = 0; i < tables.size(); i++) {
      int at = found instanceof TomlArray array ? array.inputPositionOf(i).line() : line;
      result.add(values(section, tables.get(i), at));
    }
    if (result.isEmpty() && section.form() != Form.REPEATED) {
      result.add(found == null ? values(section, null, 0) : new Values(line));
    }
    return result;
  }

  private static boolean isTables(TomlArray array, Section section) {
    return section.form() == Form.REPEATED
        && array.toList().stream().allMatch(TomlTable.class::isInstance);
  }

  private static @Nullable Object enclosing(TomlTable root, List<String> path) {
    return path.size() == 1 ? root : root.get(path.subList(0, path.size() - 1));
  }

  private static List<String> last(List<String> path) {
    return List.of(path.getLast());
  }

  private Values values(Section section, @Nullable TomlTable table, int headerLine) {
    Values values = new Values(headerLine);
    Set<String> names = table == null ? Set.of() : new LinkedHashSet<>(table.keySet());
    for (String name : names) {
      if (table == null || isSubsection(section, name)) {
        continue;
      }
      Key<?> key = section.key(name);
      if (key == null) {
        problem(line(table, name), section.name() + "." + name, Suggestion.forKey(section, name));
      } else {
        read(key, name, table, values);
      }
    }
    if (section.form() != Form.MAP) {
      section.keys().forEach(key -> fillIn(key, values, names));
    }
    return values;
  }

  private static boolean isSubsection(Section section, String name) {
    return Sections.ALL.stream().anyMatch(s -> s.name().equals(section.name() + "." + name));
  }

  private void read(Key<?> key, String name, TomlTable table, Values values) {
    int line = line(table, name);
    Object raw = table.get(List.of(name));
    if (raw == null || (key.isOptional() && raw.equals(""))) {
      return;
    }
    try {
      Object expanded = expansion.apply(raw);
      if (!(key.isOptional() && expanded.equals(""))) {
        values.put(name, readBoxed(key, expanded), line);
      }
    } catch (BadValue e) {
      problem(line, key.section() + "." + name, String.valueOf(e.getMessage()));
    }
  }

  private void fillIn(Key<?> key, Values values, Set<String> written) {
    if (key.isRequired() && !written.contains(key.name())) {
      problem(values.line(key), key.path(), "required: " + Suggestion.lowerFirst(key.effect()));
    } else if (key.byDefault() != null && !values.has(key)) {
      try {
        values.put(key.name(), readBoxed(key, key.byDefault()), values.line(key));
      } catch (BadValue e) {
        throw new IllegalStateException("default of " + key.path(), e);
      }
    }
  }

  private static <T> Object readBoxed(Key<T> key, Object raw) throws BadValue {
    T value = key.read(raw);
    if (value == null) {
      throw new IllegalStateException(key.path() + " was read as nothing");
    }
    return value;
  }

  private void problem(int line, String key, String message) {
    problems.add(new Problem(line, key, message));
  }

  private static int line(TomlTable table, String name) {
    return line(table, List.of(name));
  }

  private static int line(TomlTable table, List<String> path) {
    TomlPosition position = table.inputPositionOf(path);
    return position == null ? 0 : position.line();
  }
}
