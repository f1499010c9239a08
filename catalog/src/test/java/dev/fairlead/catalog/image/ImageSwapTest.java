package dev.fairlead.catalog.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers of one image are not disturbed by the next. */
final class ImageSwapTest {
  private static final int SWAPS = 50;
  private static final int KEYS = 500;

  @TempDir Path folder;

  @Test
  void readersSeeOneImageWhole() throws Exception {
    Path path = folder.resolve("catalog.image");
    ImageFixture.write(path, generation(0), Map.of(), 0);
    CatalogImage first = ImageFixture.open(path);
    AtomicReference<CatalogImage> newest = new AtomicReference<>(first);
    AtomicReference<Boolean> done = new AtomicReference<>(false);
    List<CompletableFuture<Void>> readers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      readers.add(
          CompletableFuture.runAsync(
              () -> {
                do {
                  assertOneGeneration(newest.get());
                } while (!done.get());
              },
              task -> Thread.ofPlatform().daemon().start(task)));
    }
    for (int swap = 1; swap <= SWAPS; swap++) {
      ImageFixture.write(path, generation(swap), Map.of(), swap);
      newest.set(ImageFixture.open(path));
    }
    done.set(true);
    for (CompletableFuture<Void> reader : readers) {
      reader.get(30, TimeUnit.SECONDS);
    }
    assertArrayEquals(payload(0), ImageFixture.get(first, Part.HOSTS, "k0"));
  }

  @Test
  void fullDiskLeavesTheImageThatWasThere(@TempDir Path place) throws Exception {
    Path path = place.resolve("catalog.image");
    Path aside = place.resolve("catalog.image.tmp");
    ImageFixture.write(path, ImageFixture.few(), Map.of());
    Files.createSymbolicLink(aside, Path.of("/dev/full")); // every write: no space left
    assertThrows(
        UncheckedIOException.class, () -> ImageFixture.write(path, Map.of(), ImageFixture.few()));
    assertTrue(Files.notExists(aside, LinkOption.NOFOLLOW_LINKS), "nothing is left aside");
    assertEquals(4, ImageFixture.open(path).part(Part.HOSTS).size());
    ImageFixture.write(path, Map.of(), ImageFixture.few());
    assertEquals(4, ImageFixture.open(path).part(Part.SERVICES).size(), "and the next one fits");
  }

  private static void assertOneGeneration(CatalogImage image) {
    byte[] expected = ImageFixture.get(image, Part.HOSTS, "k0");
    assertTrue(expected != null);
    for (int key = 0; key < KEYS; key++) {
      assertArrayEquals(expected, ImageFixture.get(image, Part.HOSTS, "k" + key));
    }
  }

  private static Map<String, byte[]> generation(int number) {
    Map<String, byte[]> entries = new HashMap<>();
    for (int key = 0; key < KEYS; key++) {
      entries.put("k" + key, payload(number));
    }
    return entries;
  }

  private static byte[] payload(int number) {
    return ("generation " + number).getBytes(StandardCharsets.UTF_8);
  }
}
