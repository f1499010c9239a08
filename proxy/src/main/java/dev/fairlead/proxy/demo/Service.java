package dev.fairlead.proxy.demo;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The sample services, and in which regions an instance of each runs. */
enum Service {
  HELLO,
  SHOP,
  MAPS,
  ECHO;

  /** Its row in the service table. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name clients ask for; without meaning for TCP. */
  String host() {
    return id() + ".demo";
  }

  /** Whether it speaks bytes, and not HTTP. */
  boolean tcp() {
    return this == ECHO;
  }

  /** Where it runs. */
  List<Region> regions() {
    return switch (this) {
      case HELLO -> List.of(Region.AMS, Region.WAW, Region.NRT);
      case SHOP -> List.of(Region.AMS, Region.WAW);
      case MAPS -> List.of(Region.NRT);
      case ECHO -> List.of(Region.WAW);
    };
  }

  /** Where a client that arrives in a region has to be served. */
  Region nearest(Region arrived) {
    return regions().stream().min(Comparator.comparingInt(arrived::millisTo)).orElseThrow();
  }
}
