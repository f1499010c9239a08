package dev.fairlead.proxy.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.options.IpAddress;
import dev.fairlead.catalog.options.RateLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Token buckets of clients, by the time that is given. */
@Timeout(60)
final class RateTableTest {
  private static final long SECOND = 1_000_000;
  private static final RateLimit TEN = new RateLimit(10, 3);
  private static final IpAddress CLIENT = new IpAddress(0, 0xffff_0a00_0001L);

  private final RateTable table = new RateTable(42);

  @Test
  void aBurstIsLetInAndThenOneForEachInterval() {
    long now = 7 * SECOND;
    for (int i = 0; i < 3; i++) {
      assertEquals(0, table.take("r", CLIENT, TEN, now));
    }
    assertEquals(SECOND / 10, table.take("r", CLIENT, TEN, now));
    assertEquals(SECOND / 20, table.take("r", CLIENT, TEN, now + SECOND / 20));
    assertEquals(0, table.take("r", CLIENT, TEN, now + SECOND / 10));
    assertEquals(SECOND / 10, table.take("r", CLIENT, TEN, now + SECOND / 10));
    for (int i = 0; i < 3; i++) {
      assertEquals(0, table.take("r", CLIENT, TEN, now + SECOND));
    }
    assertTrue(table.take("r", CLIENT, TEN, now + SECOND) > 0);
  }

  @Test
  void refusedRequestsCostNothing() {
    for (int i = 0; i < 3; i++) {
      assertEquals(0, table.take("r", CLIENT, TEN, 0));
    }
    for (int i = 0; i < 1_000; i++) {
      assertEquals(SECOND / 10, table.take("r", CLIENT, TEN, 0));
    }
    assertEquals(0, table.take("r", CLIENT, TEN, SECOND / 10));
  }

  @Test
  void lookingCountsNothing() {
    for (int i = 0; i < 100; i++) {
      assertEquals(0, table.peek("r", CLIENT, TEN, 5));
    }
    for (int i = 0; i < 3; i++) {
      assertEquals(0, table.take("r", CLIENT, TEN, 5));
    }
    assertEquals(SECOND / 10, table.peek("r", CLIENT, TEN, 5));
  }

  @Test
  void clientsAndRoutesAreCountedApart() {
    RateLimit one = new RateLimit(1, 1);
    for (int i = 0; i < 100; i++) {
      assertEquals(0, table.take("a", new IpAddress(i, 0), one, 0));
      assertEquals(0, table.take("b", new IpAddress(i, 0), one, 0));
      assertEquals(0, table.take("a", new IpAddress(0, 1 + i), one, 0));
    }
    for (int i = 0; i < 100; i++) {
      assertEquals(SECOND, table.take("a", new IpAddress(i, 0), one, 0));
    }
  }

  @Test
  void aFullTableRefusesNobodyForOthers() {
    RateLimit slow = new RateLimit(0.01, 2);
    int clients = 4 * RateTable.CLIENTS;
    for (int i = 0; i < clients; i++) {
      assertEquals(0, table.take("r", new IpAddress(i, i), slow, i), "client " + i);
    }
    assertTrue(table.evictions() >= 2L * RateTable.CLIENTS, "evictions " + table.evictions());
  }

  @Test
  void bucketsThatAreFullAgainMakeRoomUnnoticed() {
    RateLimit quick = new RateLimit(1_000, 1);
    for (int i = 0; i < 4 * RateTable.CLIENTS; i++) {
      assertEquals(0, table.take("r", new IpAddress(i, 0), quick, i * SECOND));
    }
    assertEquals(0, table.evictions());
  }

  @Test
  void timeMayPassTheEndOfItsBits() {
    long end = 1L << 44;
    for (long now : List.of(end - 1, end - SECOND / 20, end, 2 * end - 3, -5L)) {
      RateTable fresh = new RateTable(1);
      for (int i = 0; i < 3; i++) {
        assertEquals(0, fresh.take("r", CLIENT, TEN, now));
      }
      assertEquals(SECOND / 10, fresh.take("r", CLIENT, TEN, now));
      assertEquals(0, fresh.take("r", CLIENT, TEN, now + SECOND / 10));
      assertEquals(0, fresh.take("r", CLIENT, TEN, now + SECOND));
    }
  }

  @Test
  void manyThreadsLetInNoMoreThanTheBurst() throws InterruptedException {
    RateLimit limit = new RateLimit(1, 500);
    AtomicInteger admitted = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 1_000; i++) {
                  if (table.take("r", CLIENT, limit, 9) == 0) {
                    admitted.incrementAndGet();
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(500, admitted.get());
  }
}
