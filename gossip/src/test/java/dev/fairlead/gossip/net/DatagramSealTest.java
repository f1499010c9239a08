package dev.fairlead.gossip.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatagramSealTest {
  private static final byte[] MESSAGE = {1, 2, 3, 4, 5};

  @TempDir Path folder;
  private final NetCounters counters = new NetCounters();

  @Test
  void sealedDatagramOpensOnceOnly() throws IOException {
    KeyFile keys = keys(KeyFile.generate());
    byte[] sealed = new DatagramSeal("test", keys, counters).seal(MESSAGE);
    DatagramSeal receiver = new DatagramSeal("test", keys, counters);
    assertEquals(MESSAGE.length + DatagramSeal.OVERHEAD, sealed.length);
    assertArrayEquals(MESSAGE, receiver.open(sealed));
    assertNull(receiver.open(sealed));
    assertEquals(1, counters.get(NetEvent.DROPPED_REPLAYED));
  }

  @Test
  void everyFlippedBitIsNoticed() throws IOException {
    KeyFile keys = keys(KeyFile.generate());
    byte[] sealed = new DatagramSeal("test", keys, counters).seal(MESSAGE);
    DatagramSeal receiver = new DatagramSeal("test", keys, counters);
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] altered = sealed.clone();
      altered[bit / 8] ^= (byte) (1 << bit % 8);
      assertNull(receiver.open(altered), "bit " + bit);
    }
    assertNotNull(receiver.open(sealed));
  }

  @Test
  void otherKeyOtherClusterAndNoKeyAreDropped() throws IOException {
    KeyFile keys = keys(KeyFile.generate());
    KeyFile others = keys(KeyFile.generate());
    DatagramSeal receiver = new DatagramSeal("test", keys, counters);
    assertNull(receiver.open(new DatagramSeal("test", others, counters).seal(MESSAGE)));
    assertNull(receiver.open(new DatagramSeal("test", null, counters).seal(MESSAGE)));
    assertEquals(2, counters.get(NetEvent.DROPPED_KEY));
    assertNull(receiver.open(new DatagramSeal("prod", keys, counters).seal(MESSAGE)));
    assertEquals(1, counters.get(NetEvent.DROPPED_FORGED));
    DatagramSeal plain = new DatagramSeal("test", null, counters);
    assertNull(plain.open(new DatagramSeal("prod", null, counters).seal(MESSAGE)));
    assertEquals(1, counters.get(NetEvent.DROPPED_CLUSTER));
    assertArrayEquals(MESSAGE, plain.open(new DatagramSeal("test", null, counters).seal(MESSAGE)));
  }

  @Test
  void keysRotateWithoutALostDatagram() throws IOException {
    String old = KeyFile.generate();
    String fresh = KeyFile.generate();
    DatagramSeal before = new DatagramSeal("test", keys(old + fresh), counters);
    DatagramSeal after = new DatagramSeal("test", keys(fresh + old), counters);
    assertArrayEquals(MESSAGE, before.open(after.seal(MESSAGE)));
    assertArrayEquals(MESSAGE, after.open(before.seal(MESSAGE)));
  }

  @Test
  void garbageIsCountedAndNothingElse() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    DatagramSeal receiver = new DatagramSeal("test", keys(KeyFile.generate()), counters);
    for (int i = 0; i < 1000; i++) {
      byte[] garbage = new byte[random.nextInt(100)];
      random.nextBytes(garbage);
      assertNull(receiver.open(garbage));
    }
  }

  private KeyFile keys(String text) throws IOException {
    return KeyFile.read(Files.writeString(folder.resolve("keys"), text));
  }
}
