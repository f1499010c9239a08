package dev.fairlead.catalog.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RowIndexTest {
  @Test
  void holdsWhatAPlainMultimapHolds() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("RowIndexTest -Dseed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    RowIndex index = new RowIndex();
    Map<Integer, List<Integer>> model = new HashMap<>();
    int size = 0;
    for (int step = 0; step < 200_000; step++) {
      // Few hashes, close together: long runs, several keys of one row, wrapping around the end.
      int hash = random.nextInt(2_000) - 1_000;
      List<Integer> keys = model.computeIfAbsent(hash, _ -> new ArrayList<>());
      boolean growing = step % 60_000 < 30_000;
      if (random.nextInt(10) < (growing ? 7 : 3)) {
        int key = random.nextInt(50);
        index.add(hash, key);
        keys.add(key);
        size++;
      } else if (!keys.isEmpty()) {
        index.remove(hash, keys.remove(random.nextInt(keys.size())));
        size--;
      } else {
        index.remove(hash, 0); // was not there
      }
      assertEquals(size, index.size());
      assertEquals(sorted(keys), keysOf(index, hash), () -> "hash " + hash);
    }
    model.forEach((hash, keys) -> assertEquals(sorted(keys), keysOf(index, hash)));
  }

  @Test
  void shrinksWhenRowsGo() {
    RowIndex index = new RowIndex();
    for (int i = 0; i < 100_000; i++) {
      index.add(RowHash.of("i" + i), i);
    }
    assertTrue(index.bytes() < 100_000 * 24, () -> index.bytes() + " bytes");
    for (int i = 0; i < 100_000; i++) {
      index.remove(RowHash.of("i" + i), i);
    }
    assertEquals(0, index.size());
    assertTrue(index.bytes() < 1_000, () -> index.bytes() + " bytes");
  }

  @Test
  void bytesAndCharactersOfAnIdGiveOneHash() {
    for (String id : List.of("", "i-0042", "züge-1", "北京", "a\u0000b")) {
      byte[] utf8 = ("xx" + id + "y").getBytes(StandardCharsets.UTF_8);
      assertEquals(RowHash.of(id), RowHash.of(utf8, 2, utf8.length - 3), id);
    }
    assertNotEquals(RowHash.of("AaAa"), RowHash.of("BBBB"), "as String.hashCode would");
  }

  private static List<Integer> keysOf(RowIndex index, int hash) {
    List<Integer> keys = new ArrayList<>();
    index.forEachKey(hash, keys::add);
    return sorted(keys);
  }

  private static List<Integer> sorted(List<Integer> keys) {
    return keys.stream().sorted().toList();
  }
}
