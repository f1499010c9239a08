package dev.fairlead.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Fields behave as the library's headers do, over many random changes. */
final class FieldsTest {
  private static final List<String> NAMES =
      List.of("Host", "host", "Via", "X-A", "x-a", "X-Long", "X", "x", "HoSt");

  private final long seed = Long.getLong("seed", System.nanoTime());

  @Test
  void behaveAsTheLibrarysHeaders() {
    System.out.println("FieldsTest -Dseed=" + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      Fields ours = new Fields();
      HttpHeaders theirs = new DefaultHttpHeaders();
      for (int step = 0; step < 60; step++) {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        String value = Integer.toString(random.nextInt(100));
        switch (random.nextInt(5)) {
          case 0 -> {
            ours.remove(name);
            theirs.remove(name);
          }
          case 1 -> {
            ours.set(name, List.of(value, "z"));
            theirs.set(name, List.of(value, "z"));
          }
          case 2 -> {
            ours.set(name, value);
            theirs.set(name, value);
          }
          default -> {
            ours.add(name, value);
            theirs.add(name, value);
          }
        }
        assertEquals(theirs.getAll(name), ours.getAll(name), "seed " + seed);
        assertEquals(theirs.get(name), ours.get(name), "seed " + seed);
        assertEquals(theirs.getInt(name), ours.getInt(name), "seed " + seed);
        assertEquals(theirs.size(), ours.size(), "seed " + seed);
      }
      assertEquals(ours.entries(), ((Fields) ours.copy()).entries());
    }
  }

  @Test
  void namesAreRemovedInOneWalkAndOrderStays() {
    Fields fields = new Fields();
    for (int i = 0; i < 100; i++) {
      fields.add("X-" + i, i);
    }
    fields.removeNames(name -> name.length() == 3);
    assertEquals(90, fields.size());
    assertEquals("10", fields.entries().getFirst().getValue());
    assertEquals("99", fields.entries().getLast().getValue());
    assertNull(fields.get("X-5"));
  }
}
