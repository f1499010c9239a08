package dev.fairlead.stress.bench;

import dev.fairlead.stress.bench.catalog.CatalogTable;
import dev.fairlead.stress.bench.catalog.CatalogTable.Row;
import dev.fairlead.stress.bench.figure.Report;
import dev.fairlead.stress.bench.image.ImageTable;
import dev.fairlead.stress.bench.lock.LockTable;
import dev.fairlead.stress.bench.start.NodeStart;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What {@code ./fairlead bench NAME} can run. */
enum Suite {
  /** The catalog's lock against those of the JDK. */
  LOCK("the catalog's lock against ReentrantReadWriteLock, StampedLock and synchronized"),
  /** Lookups, loads, memory, the feed, growth, propagation. */
  CATALOG("lookups, first requests, memory, feed, growth, change to other node"),
  /** The mapped file a restarted node routes from. */
  IMAGE("the catalog's image: write, open, look up; node start to first routed request");

  private final String about;

  Suite(String about) {
    this.about = about;
  }

  /** The word on the command line. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  String about() {
    return about;
  }

  /** Runs it, printing figures as they come. */
  void run(BenchSettings settings, Report report) {
    switch (this) {
      case LOCK -> LockTable.measure(settings.quick(), settings.jmh(), report);
      case IMAGE -> {
        ImageTable.measure(settings.quick(), settings.jmh(), report);
        int starts = settings.quick() ? 2 : 5;
        NodeStart.measure(settings.launcher(), settings.data(), starts, report);
      }
      case CATALOG ->
          CatalogTable.measure(rows(settings.only()), settings.quick(), settings.jmh(), report);
    }
  }

  private static Set<Row> rows(String only) {
    EnumSet<Row> rows = EnumSet.allOf(Row.class);
    if (!only.isEmpty()) {
      rows.removeIf(row -> !row.name().equalsIgnoreCase(only));
    }
    if (rows.isEmpty()) {
      throw new NoSuchRow("bench catalog has no row '" + only + "'");
    }
    return rows;
  }
}
