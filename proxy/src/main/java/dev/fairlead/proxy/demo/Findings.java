package dev.fairlead.proxy.demo;

import java.util.ArrayList;
import java.util.List;

/** What the demo promised, and whether it held. Used by one thread. */
final class Findings {
  private final List<Finding> all = new ArrayList<>();

  /**
   * One promise.
   *
   * @param held whether it was kept
   * @param text what was promised and what was seen
   */
  record Finding(boolean held, String text) {}

  /** Adds one; passes on whether it held. */
  boolean add(boolean held, String text) {
    all.add(new Finding(held, text));
    return held;
  }

  /** In the order they were made. */
  List<Finding> all() {
    return List.copyOf(all);
  }

  /** Whether all held. */
  boolean passed() {
    return all.stream().allMatch(Finding::held);
  }
}
