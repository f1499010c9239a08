package dev.fairlead.catalog.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Payloads are read as they were written, and hostile bytes end in one clear exception. */
final class PayloadTest {
  @Test
  void whatIsWrittenIsRead() {
    byte[] payload =
        new PayloadWriter()
            .number(0)
            .number(127)
            .number(128)
            .number(Long.MAX_VALUE)
            .text("żółw")
            .choice(TimeUnit.SECONDS)
            .blob(new byte[] {1, 2})
            .take();
    PayloadReader reader = new PayloadReader(payload);
    assertEquals(0, reader.number(0));
    assertEquals(127, reader.number(127));
    assertEquals(128, reader.number(1000));
    assertEquals(Long.MAX_VALUE, reader.number(Long.MAX_VALUE));
    assertEquals("żółw", reader.text());
    assertEquals(TimeUnit.SECONDS, reader.choice(TimeUnit.values()));
    assertArrayEquals(new byte[] {1, 2}, reader.blob());
    reader.end();
  }

  @Test
  void hostileBytesNeverReadOutside() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] payload = new byte[random.nextInt(12)];
      random.nextBytes(payload);
      PayloadReader reader = new PayloadReader(payload);
      try {
        while (true) {
          switch (random.nextInt(4)) {
            case 0 -> reader.number(1000);
            case 1 -> reader.text();
            case 2 -> reader.blob();
            default -> reader.choice(TimeUnit.values());
          }
        }
      } catch (IllegalArgumentException e) {
        continue; // the only way out
      }
    }
  }

  @Test
  void lengthsBeyondTheEndTakeNoMemory() {
    byte[] huge = new PayloadWriter().number(Integer.MAX_VALUE).take();
    assertThrows(IllegalArgumentException.class, () -> new PayloadReader(huge).blob());
    assertThrows(IllegalArgumentException.class, () -> new PayloadReader(huge).text());
    assertThrows(IllegalArgumentException.class, () -> new PayloadReader(huge).count(1));
  }
}
