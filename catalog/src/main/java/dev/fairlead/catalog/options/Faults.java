package dev.fairlead.catalog.options;

import java.util.ArrayList;
import java.util.List;

/**
 * What of one column cannot be applied: the first {@value #MAX} places, and how many more.
 *
 * <p>Confined to one thread.
 */
final class Faults {
  private static final int MAX = 20;
  private static final int MAX_CHARS = 200;

  private final List<String> lines = new ArrayList<>();
  private int more;

  /** At {@code place}, such as {@code headers.request.set.X-A}, {@code why} is wrong. */
  void add(String place, String why) {
    if (lines.size() == MAX) {
      more++;
      return;
    }
    String line = (place + ": " + why).replaceAll("[^\\x20-\\x7e]", "?");
    lines.add(line.length() <= MAX_CHARS ? line : line.substring(0, MAX_CHARS) + "...");
  }

  List<String> lines() {
    List<String> all = new ArrayList<>(lines);
    if (more > 0) {
      all.add("and " + more + " more");
    }
    return all;
  }
}
