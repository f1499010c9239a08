package dev.fairlead.catalog;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a lookup of something loaded leaves behind: nothing. */
class LookupAllocationTest {
  private static final int LOOKUPS = 200_000;

  /** The measurement itself, and a compiler that comes late. */
  private static final long TOLERATED_BYTES = LOOKUPS / 10;

  @TempDir Path data;

  @Test
  void lookupOfALoadedServiceAllocatesNothing() {
    try (World world = new World(data)) {
      world.service("shop");
      world.route("r1", "shop", "shop.example.com", "/", 0);
      world.route("r2", "shop", "shop.example.com", "/api", 0);
      world.route("r3", "shop", "*.example.com", "/", 0);
      world.route("r4", "shop", "", "/", 5432);
      world.instance("i", "shop", World.NODE, 9001);
      world.settle();
      String[] hosts = {"shop.example.com", "other.example.com"};
      String[] paths = {"/", "/api/v1", "/x"};
      for (String host : hosts) {
        assertInstanceOf(Lookup.Found.class, world.lookup(host, "/", 80));
      }
      while (world.catalog.lookup(5432) instanceof Lookup.Loading loading) {
        loading.done().join();
      }
      look(world.catalog, hosts, paths); // compiled by then
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadAllocatedBytes();
      look(world.catalog, hosts, paths);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertTrue(allocated < TOLERATED_BYTES, () -> allocated + " bytes in " + LOOKUPS);
    }
  }

  @Test
  void sameAnswerIsGivenUntilTheServiceChanges() {
    try (World world = new World(data)) {
      world.service("shop");
      world.route("r1", "shop", "shop.example.com", "/", 0);
      world.settle();
      Lookup first = world.lookup("shop.example.com", "/", 80);
      assertSame(first, world.lookup("shop.example.com", "/x", 80));
      world.instance("i", "shop", World.NODE, 9001);
      world.settle();
      Lookup.Found next =
          assertInstanceOf(Lookup.Found.class, world.lookup("shop.example.com", "/", 80));
      assertTrue(next.view().revision() > ((Lookup.Found) first).view().revision());
    }
  }

  @Test
  void answersOfNineRoutesAreKept() {
    try (World world = new World(data)) {
      world.service("shop");
      for (int i = 0; i < 9; i++) {
        world.route("r" + i, "shop", "shop.example.com", "/" + i, 0);
      }
      world.settle();
      world.lookup("shop.example.com", "/0", 80);
      Lookup[] first = new Lookup[9];
      for (int i = 0; i < 18; i++) {
        Lookup answer = world.catalog.lookup("shop.example.com", "/" + i % 9, 80);
        first[i % 9] = i < 9 ? answer : first[i % 9];
        assertSame(first[i % 9], answer, "route " + i % 9);
      }
    }
  }

  private static void look(Catalog catalog, String[] hosts, String[] paths) {
    int found = 0;
    for (int i = 0; i < LOOKUPS; i++) {
      Lookup answer =
          switch (i % 4) {
            case 0 -> catalog.service("shop");
            case 1 -> catalog.lookup(5432);
            default -> catalog.lookup(hosts[i % 2], paths[i % 3], 80);
          };
      found += answer instanceof Lookup.Found ? 1 : 0;
    }
    assertTrue(found == LOOKUPS);
  }
}
