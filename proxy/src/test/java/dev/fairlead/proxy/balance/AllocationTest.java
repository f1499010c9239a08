package dev.fairlead.proxy.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.sun.management.ThreadMXBean;
import dev.fairlead.catalog.Catalog;
import dev.fairlead.catalog.CatalogSettings;
import dev.fairlead.catalog.Lookup;
import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Ejection;
import dev.fairlead.catalog.model.InFlights;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.InstanceRow;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.Policy.Balance;
import dev.fairlead.catalog.model.Policy.Spill;
import dev.fairlead.gossip.change.ChangeFeed.Subscription;
import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.replica.ReplicaSettings;
import dev.fairlead.gossip.replica.Statement;
import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Member;
import dev.fairlead.gossip.swim.Members;
import dev.fairlead.gossip.swim.Membership;
import dev.fairlead.proxy.route.Decision;
import dev.fairlead.proxy.route.Facts;
import dev.fairlead.proxy.route.Query;
import dev.fairlead.proxy.route.Router;
import dev.fairlead.proxy.route.Trace;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Deciding, choosing and learning from it allocates nothing, whatever the compiler makes of it. */
class AllocationTest {
  private static final int INSTANCES = 100;
  private static final int DECISIONS = 100_000;
  private static final int ROUNDS = 5;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final Facts HERE = Facts.arrivedIn("ams");
  private static final Predicate<Instance> NONE_TRIED = _ -> false;

  private final Asker asker =
      new Asker(
          NONE_TRIED,
          ThreadLocalRandom.current(),
          new AtomicInteger()::getAndIncrement,
          Traits.of("10.0.0.1"));

  /** Some are full, so that the hard limit is looked at and other draws are needed. */
  private static ServiceView view(Balance balance) {
    List<InstanceRow> rows = new ArrayList<>();
    for (int i = 0; i < INSTANCES; i++) {
      rows.add(
          new InstanceRow(
              "instance-" + i,
              "ams-1",
              new InetSocketAddress("127.0.0.1", 1 + i),
              InstanceRow.State.UP,
              InstanceRow.Health.PASSING,
              100 + i % 2,
              1,
              2));
    }
    Policy policy = Policy.DEFAULT.withBalance(balance).withSpill(Spill.HIGH);
    Instances packed = Instances.pack(rows, new InFlights());
    for (int i = 0; i < INSTANCES; i++) {
      Instance made = packed.get(i);
      for (int load = i % 3; load > 0; load--) {
        made.load().tryAcquire(2);
      }
    }
    return new ServiceView("app", "http", policy, packed, List.of(), 1);
  }

  @ParameterizedTest
  @EnumSource(Balance.class)
  void decidingAndChoosingAllocatesNothing(Balance balance) {
    ServiceView view = view(balance);
    assertAllocatesNothing(() -> decide(view, DECISIONS));
  }

  /** A first round does what is done once: loads classes, makes instances, is compiled. */
  private static void assertAllocatesNothing(Runnable round) {
    long allocated = -1;
    for (int i = 0; i < ROUNDS && allocated != 0; i++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      round.run();
      allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    }
    assertEquals(0, allocated, "bytes in the last of " + ROUNDS + " rounds of " + DECISIONS);
  }

  @Test
  void neitherDoesLookingUp(@TempDir Path data) {
    try (Replica replica = Replica.open(new ReplicaSettings(data, "ams-1", "ams"))) {
      List<Statement> rows = new ArrayList<>();
      rows.add(Statement.of("INSERT INTO service(id) VALUES ('app')"));
      rows.add(
          Statement.of(
              "INSERT INTO route(id, service, host) VALUES ('r', 'app', '*.example.com')"));
      for (int i = 0; i < INSTANCES; i++) {
        rows.add(
            Statement.of(
                "INSERT INTO instance(id, service, endpoint) VALUES (?, 'app', '10.0.0.1:80')",
                "instance-" + i));
      }
      replica.transact(rows).join();
      CatalogSettings settings =
          new CatalogSettings("ams-1", "ams", 1 << 20, Duration.ofHours(1), Map.of());
      try (Catalog catalog = Catalog.open(settings, replica, new OnlyThis())) {
        Query query = new Query.ByHost("www.example.com", "/cart/7", 80);
        while (query.ask(catalog) instanceof Lookup.Loading loading) {
          loading.done().join();
        }
        assertAllocatesNothing(() -> route(catalog, query, DECISIONS));
      }
    }
  }

  private void route(Catalog catalog, Query query, int times) {
    for (int i = 0; i < times; i++) {
      Lookup.Found found = (Lookup.Found) query.ask(catalog);
      decide(found.view(), 1);
    }
  }

  /** A membership of one. */
  private static final class OnlyThis implements Membership {
    private final Members members =
        Members.of(
            List.of(
                new Member(
                    "ams-1",
                    "ams",
                    new Address("127.0.0.1", 1),
                    null,
                    Member.State.ALIVE,
                    0,
                    null)));

    @Override
    public String self() {
      return "ams-1";
    }

    @Override
    public Members members() {
      return members;
    }

    @Override
    public Subscription subscribe(Consumer<Members> listener) {
      return () -> {};
    }
  }

  private void decide(ServiceView view, int times) {
    for (int i = 0; i < times; i++) {
      assertSame(Decision.LOCAL, Router.decide(HERE, view, Trace.off()));
      long now = System.nanoTime();
      Instance chosen = Balancer.choose(view, asker, now);
      assertNotNull(chosen);
      Latency.took(chosen.load(), i, now);
      TrackRecord.ended(chosen.load(), i % 20 < 9, now, Ejection.DEFAULT);
    }
  }
}
