package dev.fairlead.stress.bench.image;

import dev.fairlead.catalog.image.CatalogImage;
import dev.fairlead.catalog.image.ImagePart;
import dev.fairlead.catalog.image.ImageRecord;
import dev.fairlead.catalog.image.ImageRefused;
import dev.fairlead.catalog.image.Part;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Finding the record of a key, keys in random order, the file in the page cache. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ImageLookupBenchmark {
  private static final int KEYS = 65_536;

  /** Services in the image. */
  @Param({"10000", "1000000"})
  public int services;

  private final String[] keys = new String[KEYS];
  private ImagePart part;
  private int next;

  /** Makes the image and draws the keys. */
  @Setup
  public void make() throws IOException, ImageRefused {
    CatalogImage image = MadeImage.open(MadeImage.of(services));
    part = image.part(Part.SERVICES);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < KEYS; i++) {
      keys[i] = MadeImage.key(random.nextInt(services));
    }
  }

  /** Finds a key and copies its payload, checked. */
  @Benchmark
  public ImageRecord lookup() {
    next = (next + 1) % KEYS;
    return part.record(part.find(keys[next]));
  }

  /** Finds that a key is not there. */
  @Benchmark
  public long absent() {
    next = (next + 1) % KEYS;
    return part.find(keys[next].substring(1));
  }
}
