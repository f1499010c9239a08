package dev.fairlead.proxy.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The values one section of a file gives, each read by its key.
 *
 * <p>Filled by {@link DocumentReader}, then only read; confined to one thread.
 */
final class Values {
  private final int headerLine;
  private final Map<String, Object> values = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new LinkedHashMap<>();

  /** No values yet, of a section that begins at {@code headerLine}; 0 if the file has none. */
  Values(int headerLine) {
    this.headerLine = headerLine;
  }

  void put(String name, Object value, int line) {
    values.put(name, value);
    lines.put(name, line);
  }

  /** The value of a required key or one with a default. */
  <T> T get(Key<T> key) {
    T value = find(key);
    if (value != null) {
      return value;
    }
    throw new IllegalStateException(key.path() + " was accepted without a value");
  }

  /** The value of a key; null if the file gives none and there is no default. */
  @SuppressWarnings("unchecked") // put only stores what the key's own type has read
  <T> @Nullable T find(Key<T> key) {
    return (T) values.get(key.name());
  }

  /** What a {@link Section.Form#MAP} section holds, by the names the user chose. */
  @SuppressWarnings("unchecked") // as above
  <T> Map<String, T> all(Key<T> key) {
    return (Map<String, T>) Map.copyOf(values);
  }

  /** The names of everything there is a value for. */
  Set<String> names() {
    return values.keySet();
  }

  /** The value of that name; null if there is none. */
  @Nullable Object raw(String name) {
    return values.get(name);
  }

  /** Where the section begins; 0 if the file has none. */
  int headerLine() {
    return headerLine;
  }

  boolean has(Key<?> key) {
    return values.containsKey(key.name());
  }

  /** The line of a key, or of the section when the file leaves it out. */
  int line(Key<?> key) {
    return line(key.name());
  }

  int line(String name) {
    return lines.getOrDefault(name, headerLine);
  }
}
