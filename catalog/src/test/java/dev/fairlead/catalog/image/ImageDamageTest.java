package dev.fairlead.catalog.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file that is torn, foreign or damaged is refused with its reason, or its records are absent.
 */
final class ImageDamageTest {
  @TempDir Path folder;

  private Path path() {
    return folder.resolve("catalog.image");
  }

  private byte[] written() throws IOException {
    ImageFixture.write(path(), ImageFixture.few(), ImageFixture.few());
    return Files.readAllBytes(path());
  }

  private String refusal() {
    return assertThrows(ImageRefused.class, () -> CatalogImage.open(path(), ImageFixture.IDENTITY))
        .getMessage();
  }

  @Test
  void noFileIsNoImage() throws ImageRefused {
    assertEquals(Optional.empty(), CatalogImage.open(path(), ImageFixture.IDENTITY));
  }

  @Test
  void aFileTruncatedAnywhereIsTorn() throws IOException {
    byte[] whole = written();
    for (int length = 0; length < whole.length; length++) {
      Files.write(path(), Arrays.copyOf(whole, length));
      String refusal = refusal();
      assertTrue(refusal.contains(" is ignored: torn, it has "), refusal);
      assertTrue(refusal.contains(path().toString()), refusal);
    }
  }

  @Test
  void aFileThatGrewIsRefused() throws IOException {
    byte[] whole = written();
    Files.write(path(), Arrays.copyOf(whole, whole.length + 1));
    assertTrue(refusal().contains("torn"));
  }

  @Test
  void aFlippedBitMakesKeysAbsentNeverWrong() throws IOException {
    byte[] whole = written();
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) (1 << at % 8);
      Files.write(path(), damaged);
      if (at < ImageHeader.BYTES) {
        assertTrue(refusal().contains(" is ignored: "));
      } else {
        assertAbsentOrRight();
      }
    }
  }

  private void assertAbsentOrRight() {
    CatalogImage image = ImageFixture.open(path());
    int absent = 0;
    for (Part part : new Part[] {Part.HOSTS, Part.SERVICES}) {
      for (Map.Entry<String, byte[]> entry : ImageFixture.few().entrySet()) {
        byte[] found = ImageFixture.get(image, part, entry.getKey());
        if (found == null) {
          absent++;
        } else {
          assertArrayEquals(entry.getValue(), found);
        }
      }
      image.part(part).madeFrom("row of a.example.com", position -> {});
    }
    assertTrue(absent <= ImageFixture.few().size(), "one part at most suffers: " + absent);
  }

  @Test
  void foreignFilesAreNamedAsSuch() throws IOException {
    Files.write(path(), "x".repeat(1000).getBytes(StandardCharsets.UTF_8));
    assertTrue(refusal().endsWith("not an image"));
  }

  @Test
  void anotherFormatIsNamed() throws IOException {
    byte[] whole = written();
    ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putInt(8, 99);
    Files.write(path(), whole);
    assertTrue(refusal().contains("of format 99, this version reads "));
  }

  @Test
  void anImageOfAnotherNodeRegionOrReplicaIsRefused() throws IOException {
    written();
    for (ImageIdentity other :
        new ImageIdentity[] {
          new ImageIdentity("waw-2", "waw", "site"),
          new ImageIdentity("waw-1", "ams", "site"),
          new ImageIdentity("waw-1", "waw", "another")
        }) {
      ImageRefused refused =
          assertThrows(ImageRefused.class, () -> CatalogImage.open(path(), other));
      assertTrue(refused.getMessage().endsWith("of another node, region or replica"));
    }
  }

  @Test
  void aDamagedRecordIsCounted() throws IOException {
    byte[] whole = written();
    whole[ImageHeader.BYTES + ImageRecord.HEADER_BYTES + 30] ^= 1; // in the first payload
    Files.write(path(), whole);
    CatalogImage image = ImageFixture.open(path());
    for (String key : ImageFixture.few().keySet()) {
      ImageFixture.get(image, Part.HOSTS, key);
    }
    assertEquals(1, image.damaged());
  }
}
