package dev.fairlead.stress.bench.start;

import dev.fairlead.catalog.Catalog;
import dev.fairlead.catalog.CatalogSettings;
import dev.fairlead.catalog.Lookup;
import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.replica.ReplicaSettings;
import dev.fairlead.stress.bench.figure.Figure;
import dev.fairlead.stress.bench.figure.Goal;
import dev.fairlead.stress.bench.figure.Report;
import dev.fairlead.stress.bench.figure.Sample;
import dev.fairlead.stress.data.DataFolder;
import dev.fairlead.stress.data.DataSettings;
import dev.fairlead.stress.data.Population;
import dev.fairlead.stress.data.StandingMembership;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Starts {@code ./fairlead node} several times on the data folder of a data set, with an image of
 * all its services and without one, and asks it from outside for the host of the one instance that
 * exists until that answers.
 *
 * <p>The image is made once, by loading every service in this process: at a million services a few
 * minutes. Files are as warm in the page cache as the run before left them.
 */
public final class NodeStart {
  private static final String IMAGE = "catalog.image";
  private static final String KEPT = "bench.image";
  private static final long MAX_BYTES = 8L << 30;
  private static final long LIMIT_SECONDS = 60;
  private static final Goal FROM_IMAGE = Goal.atMost(1500);

  private final Path launcher;
  private final Path folder;
  private final Population population;
  private final Report report;

  private NodeStart(Path launcher, Path folder, Population population, Report report) {
    this.launcher = launcher;
    this.folder = folder;
    this.population = population;
    this.report = report;
  }

  /**
   * Prints the times of {@code starts} starts each.
   *
   * @param launcher {@code ./fairlead}; null if this was not started by it, which skips all
   */
  public static void measure(
      @Nullable Path launcher, DataSettings settings, int starts, Report report) {
    if (launcher == null) {
      report.note("node start: skipped, only ./fairlead can start a node");
      return;
    }
    try {
      Path folder = DataFolder.prepare(settings, DataFolder.parent(), report::note);
      new NodeStart(launcher, folder, new Population(settings), report).measure(starts);
    } catch (IOException e) {
      throw new UncheckedIOException("node start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void measure(int starts) throws IOException, InterruptedException {
    build();
    try (ProbeInstance instance = ProbeInstance.start(folder, population)) {
      if (instance.moved() || !Files.exists(folder.resolve(KEPT))) {
        makeImage();
      }
      report.note(
          "image: %d bytes a service"
              .formatted(Files.size(folder.resolve(KEPT)) / population.size()));
      round("with an image", true, starts, List.of(FROM_IMAGE));
      round("without image", false, starts, List.of());
    }
  }

  /** Whatever has to be built is built before anything is measured. */
  private void build() throws IOException, InterruptedException {
    Process version =
        new ProcessBuilder(launcher.toString(), "version")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (version.waitFor() != 0) {
      throw new IOException(launcher + " version failed");
    }
  }

  private void round(String how, boolean image, int starts, List<Goal> goals) throws IOException {
    List<Double> millis = new ArrayList<>();
    List<Double> resident = new ArrayList<>();
    for (int i = 0; i <= starts; i++) {
      Files.deleteIfExists(folder.resolve(IMAGE));
      if (image) {
        // A node replaces its image by a rename, so the kept one stays as it is.
        Files.createLink(folder.resolve(IMAGE), folder.resolve(KEPT));
      }
      try (NodeProcess node = NodeProcess.start(launcher, folder)) {
        double took = node.firstRequest(population.host(Population.PROBE));
        if (i > 0) { // the first warms the page cache
          millis.add(took);
          resident.add(node.residentMebibytes());
        }
      }
    }
    Files.deleteIfExists(folder.resolve(IMAGE));
    String name =
        "node start → first routed request, %d services, %s".formatted(population.size(), how);
    report.add(new Figure(name, new Sample(millis), "ms", goals, List.of()));
    report.add(Figure.plain("resident set at that moment, " + how, new Sample(resident), "MiB"));
  }

  private void makeImage() throws IOException {
    report.note("image of %d services: loading all of them …".formatted(population.size()));
    long start = System.nanoTime();
    Path image = folder.resolve(IMAGE);
    Files.deleteIfExists(image);
    try (Replica replica =
            Replica.open(new ReplicaSettings(folder, DataSettings.NODE, DataSettings.REGION));
        Catalog catalog = Catalog.open(settings(image), replica, new StandingMembership())) {
      for (int i = 0; i < population.size(); i++) {
        load(catalog, population.host(i));
      }
    }
    Files.move(image, folder.resolve(KEPT), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    report.note(
        "image made in %d s, %d MiB"
            .formatted(
                (System.nanoTime() - start) / 1_000_000_000,
                Files.size(folder.resolve(KEPT)) >> 20));
  }

  private static CatalogSettings settings(Path image) {
    return new CatalogSettings(
        DataSettings.NODE, DataSettings.REGION, MAX_BYTES, Duration.ofHours(10), Map.of(), image);
  }

  private static void load(Catalog catalog, String host) {
    while (catalog.lookup(host, "/", 80) instanceof Lookup.Loading loading) {
      loading.done().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
    }
  }
}
