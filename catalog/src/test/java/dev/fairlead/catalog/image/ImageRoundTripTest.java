package dev.fairlead.catalog.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is found again, and nothing else. */
final class ImageRoundTripTest {
  @TempDir Path folder;

  private Path path() {
    return folder.resolve("catalog.image");
  }

  @Test
  void everythingWrittenIsFoundAndNothingElse() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    for (int count : new int[] {0, 1, 2, 3, 300, 20_000}) {
      RandomGenerator random = new SplittableRandom(seed + count);
      Map<String, byte[]> hosts = ImageFixture.random(random, count);
      Map<String, byte[]> services = ImageFixture.random(random, count / 2);
      ImageFixture.write(path(), hosts, services, random.nextLong());
      CatalogImage image = ImageFixture.open(path());
      assertHolds(image, Part.HOSTS, hosts);
      assertHolds(image, Part.SERVICES, services);
      for (int i = 0; i < 1000; i++) {
        String other = ImageFixture.key(random);
        assertEquals(hosts.containsKey(other), image.part(Part.HOSTS).find(other) >= 0, other);
      }
      assertEquals(0, image.damaged());
    }
  }

  private static void assertHolds(CatalogImage image, Part part, Map<String, byte[]> entries) {
    assertEquals(entries.size(), image.part(part).size());
    entries.forEach((key, payload) -> {
      long position = image.part(part).find(key);
      assertTrue(position >= 0, key);
      assertArrayEquals(payload, image.part(part).record(position).payload(), key);
      assertEquals(key, image.part(part).record(position).key());
    });
  }

  @Test
  void emptyPartsHoldNothing() {
    ImageFixture.write(path(), Map.of(), Map.of());
    CatalogImage image = ImageFixture.open(path());
    for (Part part : Part.values()) {
      assertEquals(0, image.part(part).size());
      assertEquals(-1, image.part(part).find("a.example.com"));
    }
    assertEquals(ImageFixture.WRITTEN, image.written());
    assertEquals(ImageHeader.BYTES, image.bytes());
  }

  @Test
  void aKeyOfOnePartIsNoneOfAnother() {
    ImageFixture.write(path(), Map.of("a", new byte[] {1}), Map.of("b", new byte[] {2}));
    CatalogImage image = ImageFixture.open(path());
    assertEquals(-1, image.part(Part.SERVICES).find("a"));
    assertEquals(-1, image.part(Part.HOSTS).find("b"));
  }

  /** A collision is made by hand: no checksum covers the index. */
  @Test
  void keysOfOneHashAreToldApart() throws Exception {
    Map<String, byte[]> hosts = Map.of("a", new byte[] {1}, "b", new byte[] {2});
    for (long hash : new long[] {KeyHash.of("a", 42), KeyHash.of("b", 42)}) {
      ImageFixture.write(path(), hosts, Map.of());
      ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path())).order(ByteOrder.LITTLE_ENDIAN);
      int index = (int) ImageHeader.read(file.array(), file.capacity()).parts().get(0).index();
      file.putLong(index, hash).putLong(index + ImagePart.INDEX_BYTES, hash);
      Files.write(path(), file.array());
      CatalogImage image = ImageFixture.open(path());
      String key = hash == KeyHash.of("a", 42) ? "a" : "b";
      assertArrayEquals(hosts.get(key), ImageFixture.get(image, Part.HOSTS, key));
    }
  }

  @Test
  void aRowLeadsToTheKeysMadeFromIt() throws IOException {
    try (ImageWriter writer = ImageWriter.begin(path(), ImageFixture.IDENTITY, 7)) {
      writer.add(Part.SERVICES, "s1", new byte[0], List.of("r1", "r2"));
      writer.add(Part.SERVICES, "s2", new byte[0], List.of("r2", "żółw"));
      writer.add(Part.SERVICES, "s3", new byte[0], List.of());
      writer.commit(ImageFixture.WRITTEN);
    }
    ImagePart services = ImageFixture.open(path()).part(Part.SERVICES);
    assertEquals(Set.of("s1"), madeFrom(services, "r1"));
    assertEquals(Set.of("s1", "s2"), madeFrom(services, "r2"));
    assertEquals(Set.of("s2"), madeFrom(services, "żółw"));
    assertEquals(Set.of(), madeFrom(services, "r3"));
  }

  private static Set<String> madeFrom(ImagePart part, String row) {
    Set<String> keys = new HashSet<>();
    part.madeFrom(row, position -> keys.add(part.record(position).key()));
    return keys;
  }

  @Test
  void whatIsTooLargeIsLeftOut() throws IOException {
    try (ImageWriter writer = ImageWriter.begin(path(), ImageFixture.IDENTITY, 7)) {
      assertFalse(
          writer.add(Part.HOSTS, "k".repeat(ImageRecord.MAX_KEY + 1), new byte[0], List.of()));
      assertTrue(writer.add(Part.HOSTS, "k".repeat(ImageRecord.MAX_KEY), new byte[0], List.of()));
      assertFalse(writer.add(Part.HOSTS, "k", new byte[ImageRecord.MAX_PAYLOAD + 1], List.of()));
      writer.commit(ImageFixture.WRITTEN);
    }
    assertEquals(1, ImageFixture.open(path()).part(Part.HOSTS).size());
  }

  @Test
  void anUncommittedImageLeavesTheOldOne() throws IOException {
    ImageFixture.write(path(), ImageFixture.few(), Map.of());
    try (ImageWriter writer = ImageWriter.begin(path(), ImageFixture.IDENTITY, 7)) {
      writer.add(Part.HOSTS, "new", new byte[0], List.of());
    }
    CatalogImage image = ImageFixture.open(path());
    assertEquals(ImageFixture.few().size(), image.part(Part.HOSTS).size());
    assertNull(ImageFixture.get(image, Part.HOSTS, "new"));
    try (var files = Files.list(folder)) {
      assertEquals(List.of(path()), new ArrayList<>(files.toList()));
    }
  }
}
