package dev.fairlead.stress.bench.catalog;

import dev.fairlead.stress.bench.figure.Figure;
import dev.fairlead.stress.bench.figure.Goal;
import dev.fairlead.stress.bench.figure.Report;
import dev.fairlead.stress.bench.figure.Sample;
import dev.fairlead.stress.data.DataSettings;
import dev.fairlead.stress.data.Population;
import java.nio.file.Path;

/**
 * What loaded and unloaded services weigh: differences of the used heap. All that is held on their
 * behalf is in it: routes, views, caches, the index of rows.
 */
final class Memory {
  private static final long MAX_BYTES = 2L << 30;
  private static final int LARGE = 100; // instances from which a service counts as large
  private static final Goal PER_INSTANCE = Goal.atMost(64);

  private Memory() {}

  /**
   * Measures instances in large services and small services in {@code folder}.
   *
   * @param most large services and small services to load, each
   */
  static void loaded(Path folder, Population population, int most, Report report) {
    try (OpenCatalog open = new OpenCatalog(folder, MAX_BYTES)) {
      var _ = open.load(population.host(0)); // connections and classes
      open.settle();
      long empty = Heap.used();
      int services = 0;
      long instances = 0;
      for (int i = 0; i < population.size() && services < most; i++) {
        int size = Population.isLarge(i) ? population.service(i).instances().size() : 0;
        if (size >= LARGE) {
          var _ = open.load(population.host(i));
          services++;
          instances += size;
        }
      }
      open.settle();
      long large = Heap.used();
      report.note("memory: %d instances in %d large services".formatted(instances, services));
      report.add(
          Figure.aimed(
              "memory per loaded instance, services of 100 and more",
              Sample.of((double) (large - empty) / Math.max(1, instances)),
              "bytes",
              PER_INSTANCE));
      small(open, population, most, large, report);
    }
  }

  private static void small(
      OpenCatalog open, Population population, int most, long before, Report report) {
    int services = 0;
    for (int i = 1; i < population.size() && services < most; i++) {
      if (!Population.isLarge(i)) {
        var _ = open.load(population.host(i));
        services++;
      }
    }
    open.settle();
    double bytes = (double) (Heap.used() - before) / services;
    report.add(
        Figure.plain(
            "memory per loaded service of one to three instances, with its host",
            Sample.of(bytes),
            "bytes"));
  }

  /**
   * Compares an open catalog over many services with one over few; nothing is loaded. Once as a
   * node that owns no instance, once as one that owns its share of them.
   */
  static void unloaded(Path few, Path many, DataSettings settings, Report report) {
    long bystander = opened(many, OpenCatalog.BYSTANDER);
    report.add(
        Figure.aimed(
            "memory per service that is not loaded",
            Sample.of(
                (double) (bystander - opened(few, OpenCatalog.BYSTANDER)) / settings.services()),
            "bytes",
            Goal.atMost(1)));
    double owned = (double) settings.instances() / DataSettings.NODES;
    report.add(
        Figure.plain(
            "memory per instance that the node itself owns, not loaded",
            Sample.of((opened(many, DataSettings.NODE) - bystander) / owned),
            "bytes"));
  }

  private static long opened(Path folder, String node) {
    try (OpenCatalog open = new OpenCatalog(folder, MAX_BYTES, node)) {
      open.settle();
      return Heap.used();
    }
  }
}
