package dev.fairlead.proxy.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The file a configuration was read from and what its keys said, to tell what another reading
 * changes.
 *
 * <p>Immutable, thread-safe. Shows no value: some are secret.
 */
public final class SourceFile {
  /** Of a configuration that was made by a program. */
  public static final SourceFile NONE = new SourceFile(null, new Document(Map.of()));

  private final @Nullable Path path;
  private final Document document;

  SourceFile(@Nullable Path path, Document document) {
    this.path = path;
    this.document = document;
  }

  /**
   * A key that says something else.
   *
   * @param key its path, or that of a section with more or fewer entries
   * @param line where it is now; 0 if it is not there
   * @param live whether a node that runs applies it
   */
  public record Change(String key, int line, boolean live) {}

  /** Where it is; null if there is none. */
  public @Nullable Path path() {
    return path;
  }

  /** What is different from {@code before}, in the order of the reference. */
  public List<Change> since(SourceFile before) {
    List<Change> changes = new ArrayList<>();
    for (Section section : Sections.ALL) {
      List<Values> now = occurrences(section);
      List<Values> then = before.occurrences(section);
      if (now.size() == then.size()) {
        for (int i = 0; i < now.size(); i++) {
          compare(section, then.get(i), now.get(i), changes);
        }
      } else {
        boolean live = section.keys().stream().allMatch(key -> key.reload().live());
        int line = now.size() > then.size() ? now.get(then.size()).headerLine() : 0;
        changes.add(new Change(section.name(), line, live));
      }
    }
    return changes;
  }

  private List<Values> occurrences(Section section) {
    return document.sections().getOrDefault(section.name(), List.of());
  }

  private static void compare(Section section, Values then, Values now, List<Change> changes) {
    Set<String> different = new TreeSet<>(then.names());
    different.addAll(now.names());
    different.removeIf(name -> Objects.equals(then.raw(name), now.raw(name)));
    for (Key<?> key : section.keys()) {
      boolean live =
          key.reload().live() && different.stream().noneMatch(key.reload().tied()::contains);
      different.stream()
          .filter(name -> section.form() == Section.Form.MAP || name.equals(key.name()))
          .map(name -> new Change(section.name() + "." + name, now.line(name), live))
          .forEach(changes::add);
    }
  }
}
