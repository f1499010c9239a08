package dev.fairlead.stress.bench.image;

import dev.fairlead.catalog.image.CatalogImage;
import dev.fairlead.catalog.image.ImageIdentity;
import dev.fairlead.catalog.image.ImageRefused;
import dev.fairlead.catalog.image.ImageWriter;
import dev.fairlead.catalog.image.Part;
import dev.fairlead.stress.data.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/** An image of so many services with three rows each; made once, then reused. */
final class MadeImage {
  private static final ImageIdentity IDENTITY = new ImageIdentity("waw-1", "waw", "made");

  /** What a service with three instances takes. */
  private static final int PAYLOAD_BYTES = 160;

  private static final int SEED = 1;

  private MadeImage() {}

  /** The key of service {@code i}. */
  static String key(int i) {
    return "calm-river-" + Integer.toString(i + 1_000_000, 36);
  }

  /** The file with {@code services} services. */
  static Path of(int services) throws IOException {
    Path path = DataFolder.parent().resolve("image-" + services);
    if (!Files.exists(path)) {
      Files.createDirectories(path.getParent());
      write(path, services);
    }
    return path;
  }

  private static void write(Path path, int services) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    byte[] payload = new byte[PAYLOAD_BYTES];
    try (ImageWriter writer = ImageWriter.begin(path, IDENTITY, random.nextLong())) {
      for (int i = 0; i < services; i++) {
        random.nextBytes(payload);
        List<String> rows = List.of("a" + i, "b" + i, "c" + i);
        if (!writer.add(Part.SERVICES, key(i), payload, rows)) {
          throw new IllegalStateException("too large: " + i);
        }
      }
      writer.commit(Instant.EPOCH);
    }
  }

  static CatalogImage open(Path path) throws ImageRefused {
    return CatalogImage.open(path, IDENTITY).orElseThrow();
  }
}
