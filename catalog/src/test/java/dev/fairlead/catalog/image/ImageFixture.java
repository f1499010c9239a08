package dev.fairlead.catalog.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Small images for tests. */
final class ImageFixture {
  static final ImageIdentity IDENTITY = new ImageIdentity("waw-1", "waw", "site");
  static final Instant WRITTEN = Instant.ofEpochMilli(1_700_000_000_123L);

  private ImageFixture() {}

  /** Writes {@code hosts} and {@code services}, each host made from a row of its own. */
  static void write(Path path, Map<String, byte[]> hosts, Map<String, byte[]> services) {
    write(path, hosts, services, 42);
  }

  static void write(Path path, Map<String, byte[]> hosts, Map<String, byte[]> services, long seed) {
    try (ImageWriter writer = ImageWriter.begin(path, IDENTITY, seed)) {
      for (var host : hosts.entrySet()) {
        writer.add(Part.HOSTS, host.getKey(), host.getValue(), List.of("row of " + host.getKey()));
      }
      for (var service : services.entrySet()) {
        writer.add(Part.SERVICES, service.getKey(), service.getValue(), List.of());
      }
      writer.commit(WRITTEN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static CatalogImage open(Path path) {
    try {
      Optional<CatalogImage> image = CatalogImage.open(path, IDENTITY);
      return image.orElseThrow();
    } catch (ImageRefused e) {
      throw new AssertionError(e);
    }
  }

  /** The payload of {@code key}; null if it is absent or damaged. */
  static byte[] get(CatalogImage image, Part part, String key) {
    long position = image.part(part).find(key);
    ImageRecord record = position < 0 ? null : image.part(part).record(position);
    return record == null ? null : record.payload();
  }

  static Map<String, byte[]> few() {
    Map<String, byte[]> entries = new TreeMap<>();
    for (String key : new String[] {"a.example.com", "b.example.com", ":443", "żółw"}) {
      entries.put(key, ("payload of " + key).getBytes(StandardCharsets.UTF_8));
    }
    return entries;
  }

  /** Keys of all kinds with payloads of any length. */
  static Map<String, byte[]> random(RandomGenerator random, int count) {
    Map<String, byte[]> entries = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      byte[] payload = new byte[random.nextInt(random.nextInt(50) == 0 ? 5000 : 100)];
      random.nextBytes(payload);
      entries.put(key(random), payload);
    }
    return entries;
  }

  static String key(RandomGenerator random) {
    StringBuilder key = new StringBuilder();
    int length = random.nextInt(40);
    for (int i = 0; i < length; i++) {
      int kind = random.nextInt(20);
      key.appendCodePoint(
          kind == 0
              ? 0x1F980 + random.nextInt(20)
              : kind == 1 ? 0xC0 + random.nextInt(300) : 'a' + random.nextInt(26));
    }
    return key.toString();
  }
}
