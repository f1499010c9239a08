package dev.fairlead.catalog.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.InstanceRow.Health;
import dev.fairlead.catalog.model.InstanceRow.State;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is packed comes out again, in order, and nothing that is not well formed is taken. */
class InstancesTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());

  private final Random random = new Random(SEED);
  private final InFlights counters = new InFlights();

  @BeforeEach
  void tellSeed() {
    System.out.println("seed " + SEED + " (-Dseed=...)");
  }

  @Test
  void whatIsPackedComesOutAgain() {
    for (int round = 0; round < 300; round++) {
      List<InstanceRow> rows = rows();
      Instances packed = Instances.pack(rows, counters);
      assertEquals(new HashSet<>(rows), unpacked(packed));
      assertEquals(rows.stream().filter(InstanceRow::routable).count(), packed.routable());
      Instances again = Instances.of(packed.bytes().clone(), counters);
      assertEquals(packed, again);
      assertEquals(unpacked(packed), unpacked(again));
    }
  }

  @Test
  void orderFollowsFromRowsAndLivingNodesAlone() {
    for (int round = 0; round < 300; round++) {
      List<InstanceRow> rows = rows();
      Instances straight = Instances.pack(rows, counters);
      Collections.shuffle(rows, random);
      Instances detour = Instances.pack(rows, counters).ordered(someNodes()).ordered(someNodes());
      Predicate<String> alive = someNodes();
      Instances ordered = straight.ordered(alive);
      assertArrayEquals(ordered.bytes(), detour.ordered(alive).bytes());
      assertEquals(new HashSet<>(rows), unpacked(ordered));
      for (int i = 0; i < ordered.size(); i++) {
        InstanceRow row = ordered.row(i);
        assertEquals(alive.test(row.node()), i < ordered.owned());
        assertEquals(alive.test(row.node()) && row.routable(), i < ordered.routable());
      }
      Instances.of(ordered.bytes(), counters); // well formed
      assertSame(ordered, ordered.ordered(alive));
    }
  }

  @Test
  void routableOnesAreFoundById() {
    List<InstanceRow> rows = rows();
    Instances packed = Instances.pack(rows, counters);
    for (InstanceRow row : rows) {
      int place = packed.routable(row.id());
      assertEquals(row.routable(), place >= 0);
      assertTrue(place < 0 || packed.id(place).equals(row.id()));
    }
    assertEquals(-1, packed.routable("no such id"));
  }

  @Test
  void equalColumnsTakeNoSpace() {
    List<InstanceRow> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      rows.add(row("%03d".formatted(i), "waw-1", "10.0.0.1", 80, 100));
    }
    int equal = Instances.pack(rows, counters).bytes().length;
    // An id of 3 bytes and, for 600 bytes of ids, its end in 2.
    assertEquals(InstanceLayout.ENTRIES + 200 * (3 + 2) + "waw-1".length() + 1, equal);
    rows.set(0, row("000", "waw-1", "10.0.0.1", 80, 101));
    assertEquals(equal + 200, Instances.pack(rows, counters).bytes().length);
  }

  @Test
  void instanceIsMadeOnceAndKeepsItsCounter() {
    Instances packed = Instances.pack(List.of(row("a", "n", "10.0.0.1", 80, 100)), counters);
    Instance made = packed.get(0);
    assertSame(made, packed.get(0));
    assertTrue(made.load().tryAcquire(0));

    Instances next =
        Instances.pack(
            List.of(row("0", "n", "10.0.0.1", 80, 100), row("a", "other", "10.0.0.1", 80, 100)),
            counters);
    assertEquals(1, next.inFlight(1));
    next.adopt(packed);
    assertSame(made, next.get(1), "only its owner changed");

    Instances moved = Instances.pack(List.of(row("a", "n", "10.0.0.2", 80, 100)), counters);
    moved.adopt(next);
    assertNotSame(made, moved.get(0));
    assertEquals("10.0.0.2", moved.get(0).endpoint().getAddress().getHostAddress());
    assertSame(made.load(), moved.get(0).load());
  }

  @Test
  void adoptingFindsWhatStayedAmongWhatChanged() {
    for (int round = 0; round < 100; round++) {
      List<InstanceRow> rows = rows();
      Instances before = Instances.pack(rows, counters).ordered(someNodes());
      TreeMap<String, Instance> made = new TreeMap<>();
      for (int i = 0; i < before.routable(); i++) {
        if (random.nextBoolean()) {
          made.put(before.id(i), before.get(i));
        }
      }
      rows.removeIf(_ -> random.nextInt(4) == 0);
      rows.add(row("new", "n", "10.0.0.1", 80, 100));
      Instances next = Instances.pack(rows, counters).ordered(someNodes());
      next.adopt(before);
      for (int i = 0; i < next.routable(); i++) {
        Instance was = made.get(next.id(i));
        assertTrue(was == null || was == next.get(i));
      }
    }
  }

  @Test
  void bytesThatAreNotWellFormedAreRefusedOrHarmless() {
    for (int round = 0; round < 60; round++) {
      byte[] bytes = Instances.pack(rows(), counters).ordered(someNodes()).bytes();
      for (int i = 0; i < 200; i++) {
        byte[] damaged = bytes.clone();
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
          int at = random.nextInt(random.nextBoolean() ? InstanceLayout.ENTRIES : bytes.length);
          damaged[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : damaged[at] + 1);
        }
        readAll(damaged);
      }
      int length = random.nextInt(bytes.length);
      byte[] torn = java.util.Arrays.copyOf(bytes, length);
      assertThrows(IllegalArgumentException.class, () -> Instances.of(torn, counters));
    }
  }

  @Test
  void errorNamesWhatIsWrongAndWhere() {
    byte[] bytes = Instances.pack(List.of(row("a", "n", "10.0.0.1", 80, 100)), counters).bytes();
    byte[] other = bytes.clone();
    other[0]++;
    Exception refused =
        assertThrows(IllegalArgumentException.class, () -> Instances.of(other, counters));
    assertTrue(refused.getMessage().startsWith("packed instances: another format"));
  }

  /** Reads everything, unless the bytes are refused. */
  private void readAll(byte[] bytes) {
    Instances taken;
    try {
      taken = Instances.of(bytes, counters);
    } catch (IllegalArgumentException e) {
      return;
    }
    unpacked(taken);
    Predicate<String> alive = someNodes();
    unpacked(taken.ordered(alive));
    for (int i = 0; i < taken.size(); i++) {
      taken.get(i);
      taken.idHash(i);
      taken.routable(taken.id(i));
    }
    taken.forEachId((utf8, start, length) -> assertTrue(start + length <= utf8.length));
  }

  private static Set<InstanceRow> unpacked(Instances packed) {
    return new HashSet<>(IntStream.range(0, packed.size()).mapToObj(packed::row).toList());
  }

  private Predicate<String> someNodes() {
    int some = random.nextInt(8);
    return node -> some == 0 || node.hashCode() % 7 != some;
  }

  private static InstanceRow row(String id, String node, String ip, int port, int weight) {
    return new InstanceRow(
        id,
        node,
        new InetSocketAddress(InetAddress.ofLiteral(ip), port),
        State.UP,
        Health.UNKNOWN,
        weight,
        0,
        0);
  }

  private List<InstanceRow> rows() {
    int kind = random.nextInt(4);
    List<InstanceRow> rows = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (int left = random.nextInt(300); left > 0; left--) {
      String id = text(kind);
      if (ids.add(id)) {
        rows.add(
            new InstanceRow(
                id,
                "node-" + random.nextInt(20) + (kind == 1 ? "ż" : ""),
                new InetSocketAddress(address(kind), 1 + random.nextInt(65_535)),
                any(State.values()),
                any(Health.values()),
                natural(kind),
                natural(kind),
                natural(kind)));
      }
    }
    return rows;
  }

  private String text(int kind) {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(24); length > 0; length--) {
      text.appendCodePoint(
          kind == 2 && random.nextInt(9) == 0
              ? 0x10000 + random.nextInt(999)
              : '0' + random.nextInt(70));
    }
    return text.toString();
  }

  private InetAddress address(int kind) {
    byte[] bytes = new byte[kind == 3 && random.nextBoolean() ? 16 : 4];
    random.nextBytes(bytes);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private int natural(int kind) {
    return random.nextInt(new int[] {1, 200, 70_000, Integer.MAX_VALUE}[kind]);
  }

  private <T> T any(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
