package dev.fairlead.stress.bench.image;

import dev.fairlead.catalog.image.CatalogImage;
import dev.fairlead.catalog.image.ImageRefused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Opening an image, one at a time: mappings end when the collector comes by. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ImageOpenBenchmark {
  /** Services in the image. */
  @Param({"10000", "1000000"})
  public int services;

  private Path path = Path.of("");

  /** Makes the image. */
  @Setup
  public void make() throws IOException {
    path = MadeImage.of(services);
  }

  /** Maps it and checks its header. */
  @Benchmark
  public CatalogImage open() throws ImageRefused {
    return MadeImage.open(path);
  }
}
