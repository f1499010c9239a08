package dev.fairlead.proxy.config;

import java.util.List;
import java.util.Map;

/**
 * A file whose keys are all known and well-formed; rules between keys are not checked yet.
 *
 * <p>Immutable once read.
 *
 * @param sections the occurrences of each section, by name; one for a section that may occur once
 */
record Document(Map<String, List<Values>> sections) {
  /** The values of the section {@code key} lies in. */
  Values of(Key<?> key) {
    return all(key).getFirst();
  }

  /** The occurrences of the section {@code key} lies in. */
  List<Values> all(Key<?> key) {
    return sections.getOrDefault(key.section(), List.of());
  }

  <T> T get(Key<T> key) {
    return of(key).get(key);
  }

  int line(Key<?> key) {
    return of(key).line(key);
  }
}
