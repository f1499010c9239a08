package dev.fairlead.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.InFlights;
import dev.fairlead.catalog.model.InstanceRow;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.Presence;
import dev.fairlead.catalog.model.Pressure;
import dev.fairlead.catalog.model.ServiceRow;
import dev.fairlead.catalog.region.Surroundings;
import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Member;
import dev.fairlead.gossip.swim.Members;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What loaded services weigh, measured on the heap, against what the catalog believes. */
class WeightTest {
  private static final long SEED = Long.getLong("seed", 20_261_121L);
  private static final int REGIONS = 4;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final InFlights counters = new InFlights();
  private final List<String> nodes = IntStream.range(0, 40).mapToObj(i -> "ams-edge-" + i).toList();
  private final Surroundings surroundings =
      new Surroundings(Members.of(members()), Set.of(), List.of());

  private List<Member> members() {
    Address address = new Address("127.0.0.1", 1);
    return nodes.stream()
        .map(name -> new Member(name, "ams", address, null, Member.State.ALIVE, 0, null))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"10000, 1, 0", "5000, 3, 0", "500, 100, 0", "50, 1000, 0", "2000, 3, 40"})
  void weightIsRightWithinAFifthUnusedAndUsed(int services, int instances, int presence) {
    System.out.println("seed " + SEED + " (-Dseed=...)");
    long before = heap();
    List<LoadedService> loaded = new ArrayList<>();
    for (int i = 0; i < services; i++) {
      loaded.add(service("service-" + i, instances, presence));
    }
    check("unused", loaded, heap() - before);
    for (LoadedService service : loaded) {
      Instances all = service.view().instances();
      for (int i = 0; i < all.routable(); i++) {
        all.get(i);
      }
    }
    check("used", loaded, heap() - before);
  }

  private static void check(String when, List<LoadedService> loaded, long measured) {
    long said = loaded.stream().mapToLong(LoadedService::bytes).sum();
    System.out.printf(
        "%s: %d services of %d instances: said %d, measured %d bytes each%n",
        when,
        loaded.size(),
        loaded.getFirst().view().instances().size(),
        said / loaded.size(),
        measured / loaded.size());
    double ratio = (double) said / measured;
    assertTrue(ratio > 0.8 && ratio < 1.2, () -> when + ": said / measured = " + ratio);
  }

  /** Ids of 12 to 20 characters, on a few nodes; and the worst, each on a node of its own. */
  @Test
  void instanceTakesAtMost48BytesInViewsOfAHundredOrMore() {
    for (int size : new int[] {100, 300, 1_000, 10_000, 65_536}) {
      for (boolean ownNode : new boolean[] {false, true}) {
        List<InstanceRow> rows = new ArrayList<>();
        for (int i = 0; i < size; i++) {
          rows.add(row(ownNode ? "ams-edge-" + i : nodes.get(i % nodes.size())));
        }
        double each = (double) Instances.pack(rows, counters).retainedBytes() / size;
        System.out.printf("%d instances, own nodes %b: %.1f bytes each%n", size, ownNode, each);
        assertTrue(each <= 48, () -> each + " bytes");
      }
    }
  }

  private LoadedService service(String id, int instances, int presence) {
    List<InstanceRow> rows = new ArrayList<>();
    for (int i = 0; i < instances; i++) {
      rows.add(row(nodes.get(random.nextInt(nodes.size()))));
    }
    List<Presence> elsewhere = new ArrayList<>();
    for (int i = 0; i < presence; i++) {
      String region = List.of("waw", "nrt", "fra", "lhr").get(i % REGIONS);
      elsewhere.add(new Presence(id, nodes.get(i % nodes.size()), region, 1, Pressure.LOW));
    }
    ServiceRow row =
        new ServiceRow(
            id,
            "http",
            Policy.DEFAULT,
            Instances.pack(rows, counters),
            List.of(),
            elsewhere,
            List.of());
    LoadedService loaded =
        LoadedService.of(row, ServiceViews.of(row, surroundings, 1), Instant.ofEpochSecond(1));
    assertEquals(instances, loaded.view().instances().routable());
    return loaded;
  }

  private InstanceRow row(String node) {
    StringBuilder id = new StringBuilder();
    for (int length = 12 + random.nextInt(9); length > 0; length--) {
      id.append((char) ('a' + random.nextInt(26)));
    }
    byte[] address = {10, 0, (byte) random.nextInt(256), (byte) random.nextInt(256)};
    InstanceRow.Health health =
        random.nextBoolean() ? InstanceRow.Health.PASSING : InstanceRow.Health.UNKNOWN;
    int port = 8_000 + random.nextInt(20_000);
    return new InstanceRow(
        id.toString(),
        node,
        new InetSocketAddress(inet(address), port),
        InstanceRow.State.UP,
        health,
        100,
        80,
        100);
  }

  private static InetAddress inet(byte[] address) {
    try {
      return InetAddress.getByAddress(address);
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /** Bytes of the heap that are reachable. */
  private static long heap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}
