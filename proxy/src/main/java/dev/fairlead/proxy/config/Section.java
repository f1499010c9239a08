package dev.fairlead.proxy.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A section of {@code fairlead.toml}.
 *
 * <p>Immutable.
 *
 * @param name its name, dotted when it lies in another
 * @param form how often it may occur
 * @param effect one sentence
 * @param keys its keys, in the order of the reference; for {@link Form#MAP} the one that describes
 *     every entry
 */
record Section(String name, Form form, String effect, List<Key<?>> keys) {
  /** Copies the list. */
  Section {
    keys = List.copyOf(keys);
  }

  /** How often a section may occur, and who names its keys. */
  enum Form {
    /** {@code [name]}, at most once. */
    ONCE,
    /** {@code [[name]]}, any number of times. */
    REPEATED,
    /** {@code [name]}, with keys the user names. */
    MAP
  }

  /** Its key of that name; null if there is none. */
  @Nullable Key<?> key(String key) {
    for (Key<?> candidate : keys) {
      if (form == Form.MAP || candidate.name().equals(key)) {
        return candidate;
      }
    }
    return null;
  }

  /** The name as it is written in the file. */
  String header() {
    return form == Form.REPEATED ? "[[" + name + "]]" : "[" + name + "]";
  }
}
