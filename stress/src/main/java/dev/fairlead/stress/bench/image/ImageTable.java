package dev.fairlead.stress.bench.image;

import dev.fairlead.stress.bench.figure.Figure;
import dev.fairlead.stress.bench.figure.Goal;
import dev.fairlead.stress.bench.figure.Report;
import dev.fairlead.stress.bench.figure.Sample;
import dev.fairlead.stress.bench.jmh.Measured;
import dev.fairlead.stress.bench.jmh.Rounds;
import dev.fairlead.stress.data.DataFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Every row of targets about the image's file: write, size, open, look up. */
public final class ImageTable {
  private static final Goal OPEN_MICROS = Goal.atMost(20_000);
  private static final Goal LOOKUP_NANOS = Goal.atMost(2_000);

  private ImageTable() {}

  /** Measures all of it and prints it as it comes. */
  public static void measure(boolean quick, Rounds rounds, Report report) {
    List<String> sizes = quick ? List.of("10000") : List.of("10000", "1000000");
    try {
      for (String size : sizes) {
        write(Integer.parseInt(size), report);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("bench image", e);
    }
    Measured measured = rounds.run("bench\\.image\\.Image(Open|Lookup)", Map.of("services", sizes));
    for (String size : sizes) {
      String services = " services=" + size;
      Sample open = measured.score("ImageOpenBenchmark.open" + services);
      report.add(
          Figure.aimed("image of %s services: open".formatted(size), open, "µs", OPEN_MICROS));
      Sample lookup = measured.score("ImageLookupBenchmark.lookup" + services);
      report.add(
          Figure.aimed("image of %s services: lookup".formatted(size), lookup, "ns", LOOKUP_NANOS));
      Sample absent = measured.score("ImageLookupBenchmark.absent" + services);
      report.add(
          Figure.plain("image of %s services: lookup of none".formatted(size), absent, "ns"));
    }
  }

  private static void write(int services, Report report) throws IOException {
    Path before = DataFolder.parent().resolve("image-" + services);
    Files.deleteIfExists(before);
    long start = System.nanoTime();
    long bytes = Files.size(MadeImage.of(services));
    double millis = (System.nanoTime() - start) / 1e6;
    report.add(
        Figure.plain("image of %d services: write".formatted(services), Sample.of(millis), "ms"));
    report.add(
        Figure.plain(
            "image of %d services: file".formatted(services),
            Sample.of((double) bytes / services),
            "bytes/service"));
  }
}
