package dev.fairlead.proxy.config;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says what was probably meant by a name that is not known. */
final class Suggestion {
  private Suggestion() {}

  /** For an unknown key of a known section. */
  static String forKey(Section section, String name) {
    Optional<String> near = nearest(name, section.keys().stream().map(Key::name).toList());
    if (near.isPresent()) {
      return "unknown key; did you mean " + near.get() + "?";
    }
    return elsewhere(name)
        .map(path -> "unknown key; did you mean " + path + "?")
        .orElse("unknown key");
  }

  /** For an unknown name outside all sections. */
  static String forTopLevel(String name, boolean isKey) {
    if (isKey) {
      return elsewhere(name)
          .map(path -> "a key outside any section; did you mean " + path + "?")
          .orElse("a key outside any section");
    }
    List<String> known =
        Sections.ALL.stream().map(Section::name).filter(n -> n.indexOf('.') < 0).toList();
    return nearest(name, known)
        .flatMap(n -> Sections.ALL.stream().filter(s -> s.name().equals(n)).findFirst())
        .map(section -> "unknown section; did you mean " + section.header() + "?")
        .orElse("unknown section");
  }

  private static Optional<String> elsewhere(String name) {
    return Sections.ALL.stream()
        .filter(s -> s.form() != Section.Form.MAP)
        .flatMap(s -> s.keys().stream())
        .filter(key -> key.name().equals(name))
        .map(Key::path)
        .findFirst();
  }

  /** The known name with the fewest edits, if they are few enough for a slip. */
  static Optional<String> nearest(String name, List<String> known) {
    int most = Math.max(1, name.length() / 3);
    return known.stream()
        .filter(candidate -> edits(name, candidate) <= most)
        .min(Comparator.comparingInt(candidate -> edits(name, candidate)));
  }

  /** The Levenshtein distance, ignoring case, one row at a time. */
  private static int edits(String from, String to) {
    String a = from.toLowerCase(Locale.ROOT);
    String b = to.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }

  static String lowerFirst(String text) {
    return Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }
}
