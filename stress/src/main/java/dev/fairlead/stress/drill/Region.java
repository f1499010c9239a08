package dev.fairlead.stress.drill;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A region of the drill; each has one node. */
enum Region {
  /** Nearer to Warsaw than to Tokyo. */
  AMS("127.0.1.1", 0),
  /** Nearer to Amsterdam than to Tokyo. */
  WAW("127.0.2.1", 20),
  /** Far from both, nearer to Warsaw. */
  NRT("127.0.3.1", 250);

  private final String host;
  private final int where; // milliseconds from Amsterdam, on a line

  Region(String host, int where) {
    this.host = host;
    this.where = where;
  }

  /** Its name in rows and configuration. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The loopback address of everything in it. */
  String host() {
    return host;
  }

  /** The configured distance. */
  int millisTo(Region other) {
    return Math.abs(where - other.where);
  }

  /** All regions, this one first, then by distance. */
  List<Region> nearestFirst() {
    return Arrays.stream(values()).sorted(Comparator.comparing(this::millisTo)).toList();
  }
}
