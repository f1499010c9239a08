package dev.fairlead.proxy.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.sun.management.ThreadMXBean;
import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.InFlights;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.InstanceRow;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.Policy.Balance;
import dev.fairlead.catalog.model.Policy.Spill;
import dev.fairlead.proxy.route.Decision;
import dev.fairlead.proxy.route.Facts;
import dev.fairlead.proxy.route.Router;
import dev.fairlead.proxy.route.Trace;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Deciding and choosing allocates nothing, whatever the compiler makes of it. */
class AllocationTest {
  private static final int INSTANCES = 100;
  private static final int DECISIONS = 100_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final Facts HERE = Facts.arrivedIn("ams");
  private static final Predicate<Instance> NONE_TRIED = _ -> false;

  private final IntSupplier turns = new AtomicInteger()::getAndIncrement;

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
    Policy d = Policy.DEFAULT;
    Policy policy =
        new Policy(
            balance,
            d.retries(),
            d.timeout(),
            d.connectTimeout(),
            d.idleTimeout(),
            d.queueWait(),
            Spill.HIGH);
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
    decide(view, DECISIONS); // what happens once has happened
    long before = THREADS.getCurrentThreadAllocatedBytes();
    long nothing = THREADS.getCurrentThreadAllocatedBytes() - before;
    before = THREADS.getCurrentThreadAllocatedBytes();
    decide(view, DECISIONS);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before - nothing;
    assertEquals(0, allocated, () -> allocated + " bytes by " + DECISIONS + " decisions");
  }

  private void decide(ServiceView view, int times) {
    for (int i = 0; i < times; i++) {
      assertSame(Decision.LOCAL, Router.decide(HERE, view, Trace.off()));
      Instance chosen =
          Balancer.choose(view, NONE_TRIED, ThreadLocalRandom.current(), turns, "10.0.0.1");
      assertNotNull(chosen);
    }
  }
}
