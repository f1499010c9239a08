package dev.fairlead.catalog.load;

import java.util.ArrayList;
import java.util.List;

/**
 * What is to be said of the rows of one service: the first {@value #MAX} remarks, and how many
 * more.
 *
 * <p>Confined to one thread.
 */
final class Remarks {
  private static final int MAX = 100;

  private final Malformed malformed;
  private final List<String> lines = new ArrayList<>();
  private int more;

  /** Tells {@code malformed} of rows that cannot be used. */
  Remarks(Malformed malformed) {
    this.malformed = malformed;
  }

  /** Adds what is only told when asked for. */
  void add(String remark) {
    if (lines.size() < MAX) {
      lines.add(remark);
    } else {
      more++;
    }
  }

  /** Adds what somebody has to put right. */
  void malformed(String remark) {
    add(remark);
    malformed.note(remark);
  }

  List<String> lines() {
    if (more == 0) {
      return lines;
    }
    List<String> all = new ArrayList<>(lines);
    all.add("and " + more + " more remarks");
    return all;
  }
}
