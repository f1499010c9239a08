package dev.fairlead.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.fairlead.catalog.image.PayloadReader;
import dev.fairlead.catalog.image.PayloadWriter;
import dev.fairlead.catalog.load.HostRoutes;
import dev.fairlead.catalog.load.Packing;
import dev.fairlead.catalog.model.Effort;
import dev.fairlead.catalog.model.Ejection;
import dev.fairlead.catalog.model.Greeting;
import dev.fairlead.catalog.model.HashOn;
import dev.fairlead.catalog.model.InFlights;
import dev.fairlead.catalog.model.InstanceRow;
import dev.fairlead.catalog.model.InstanceRow.Health;
import dev.fairlead.catalog.model.InstanceRow.State;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.Presence;
import dev.fairlead.catalog.model.Pressure;
import dev.fairlead.catalog.model.ProxyProtocol;
import dev.fairlead.catalog.model.RetryOn;
import dev.fairlead.catalog.model.Route;
import dev.fairlead.catalog.model.ServiceRow;
import dev.fairlead.catalog.model.UpstreamTls;
import dev.fairlead.catalog.region.Surroundings;
import dev.fairlead.gossip.swim.Members;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Values come out of an image as they went in, and hostile bytes end in one kind of exception. */
final class PackingTest {
  private final InFlights counters = new InFlights();
  private final Surroundings surroundings =
      new Surroundings(Members.of(List.of()), Set.of("waw-1"), List.of());
  private final ServicePacking services = new ServicePacking(counters, this::made);

  private LoadedService made(ServiceRow row) {
    return LoadedService.of(row, ServiceViews.of(row, surroundings, 1), Instant.EPOCH);
  }

  private LoadedService service() {
    List<InstanceRow> rows = List.of(instance("i1", "waw-1"), instance("i2", "waw-2"));
    Policy policy =
        Policy.DEFAULT
            .withBalance(Policy.Balance.HASH)
            .withRetries(7)
            .withTimeout(Duration.ofSeconds(1))
            .withConnectTimeout(Duration.ofMillis(2))
            .withIdleTimeout(Duration.ZERO)
            .withQueueWait(Duration.ofHours(3))
            .withSpill(Policy.Spill.NEVER)
            .withMaxBodyBytes(1L << 40);
    policy =
        policy
            .with(
                policy
                    .choosing()
                    .withEjection(Ejection.NEVER)
                    .withHashOn(new HashOn(HashOn.Part.HEADER, "X-User"))
                    .withHashBalance(150)
                    .withSticky("at")
                    .withSlowStart(Duration.ofSeconds(30)))
            .with(
                new Greeting(
                    ProxyProtocol.V2,
                    new UpstreamTls(UpstreamTls.Mode.VERIFIED, "inside.test", "pem")));
    policy =
        policy.withEffort(
            new Effort(55, Set.of(RetryOn.RESET, RetryOn.S503), Duration.ofMillis(70), 1_024, 9));
    return made(
        new ServiceRow(
            "web",
            "http",
            policy,
            Instances.pack(rows, counters),
            List.of(),
            List.of(new Presence("web", "ams-1", "ams", 3, Pressure.HIGH)),
            List.of("a remark")));
  }

  private static InstanceRow instance(String id, String node) {
    InetSocketAddress endpoint = new InetSocketAddress("127.0.0.1", 8001);
    return new InstanceRow(id, node, endpoint, State.UP, Health.UNKNOWN, 100, 1, 2);
  }

  private static HostRoutes routes() {
    return new HostRoutes(
        List.of(
            new Route("r1", "web", "a.example.com", "/", 0, "{}"),
            new Route("r2", "web", "*.example.com", "/api", 443, "{\"strip_path\":true}")),
        List.of("r3"));
  }

  private static <V> byte[] packed(Packing<V> packing, V value) {
    PayloadWriter into = new PayloadWriter();
    packing.pack(value, into);
    return into.take();
  }

  @Test
  void aServiceComesOutAsItWentIn() {
    byte[] bytes = packed(services, service());
    PayloadReader from = new PayloadReader(bytes);
    assertEquals(service(), services.unpack("web", from));
    from.end();
    assertEquals(List.of("i1", "i2"), services.rows(service()));
  }

  @Test
  void routesComeOutAsTheyWentIn() {
    HostPacking hosts = new HostPacking();
    PayloadReader from = new PayloadReader(packed(hosts, routes()));
    assertEquals(routes(), hosts.unpack("a.example.com", from));
    from.end();
    assertEquals(Set.of("r1", "r2", "r3"), Set.copyOf(hosts.rows(routes())));
  }

  @Test
  void aServiceWithRowsKnownByHashOnlyDoesNotFit() {
    LoadedService all = service();
    LoadedService some =
        LoadedService.of(
            new ServiceRow(
                "web",
                "http",
                Policy.DEFAULT,
                all.view().instances(),
                List.of(5),
                List.of(),
                List.of()),
            all.view(),
            Instant.EPOCH);
    assertFalse(services.fits(some));
  }

  @Test
  void damagedPayloadsAreRefusedOrOfTheirOwnMaking() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("PackingTest -Dseed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    byte[] service = packed(services, service());
    byte[] routes = packed(new HostPacking(), routes());
    for (int i = 0; i < 20_000; i++) {
      unpack(services, damaged(service, random));
      unpack(new HostPacking(), damaged(routes, random));
    }
  }

  private static byte[] damaged(byte[] bytes, SplittableRandom random) {
    byte[] damaged = Arrays.copyOf(bytes, bytes.length - random.nextInt(2));
    for (int i = random.nextInt(4); i >= 0; i--) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
    }
    return damaged;
  }

  private static <V> void unpack(Packing<V> packing, byte[] bytes) {
    try {
      V _ = packing.unpack("web", new PayloadReader(bytes));
    } catch (IllegalArgumentException e) {
      return; // the only way out but a value
    }
  }
}
