package dev.fairlead.proxy.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.InFlights;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.InstanceRow;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.Policy.Balance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which candidate is chosen. */
final class BalancerTest {
  private static final long SEED = Long.getLong("seed", 20_261_121L);

  private static final long NOW = 1_000_000_000;
  private static final Predicate<Instance> NONE_TRIED = _ -> false;

  private static InstanceRow row(String id, int weight, int hard) {
    return Crowd.row(id, weight, 0, hard);
  }

  private static ServiceView view(Balance balance, List<InstanceRow> rows) {
    Policy policy = Policy.DEFAULT.withBalance(balance);
    Instances packed = Instances.pack(rows, new InFlights());
    return new ServiceView("app", "http", policy, packed, List.of(), 1);
  }

  private static Instance atRandom(
      ServiceView view, Predicate<Instance> tried, SplittableRandom random) {
    return Balancer.choose(view, new Asker(tried, random, () -> 0, Traits.of("")), NOW);
  }

  @Test
  void twoRandomChoicesKeepLoadsCloseByWeight() {
    System.out.println("seed " + SEED + " (-Dseed=...)");
    SplittableRandom random = new SplittableRandom(SEED);
    List<InstanceRow> rows = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      rows.add(row("i" + i, i < 10 ? 100 : 300, 0));
    }
    ServiceView view = view(Balance.P2C, rows);
    for (int i = 0; i < 40_000; i++) {
      atRandom(view, NONE_TRIED, random).load().tryAcquire(0);
    }
    for (int i = 0; i < 20; i++) {
      Instance one = view.instances().get(i);
      int fair = 1_000 * one.weight() / 100;
      assertTrue(Math.abs(one.load().get() - fair) < 30, () -> one + " fair " + fair);
    }
  }

  @Test
  void twoRandomChoicesNeverTakeTheWorst() {
    SplittableRandom random = new SplittableRandom(SEED);
    ServiceView view =
        view(Balance.P2C, List.of(row("a", 100, 0), row("b", 100, 0), row("worst", 100, 0)));
    Instance worst = view.instances().get(2);
    worst.load().tryAcquire(0);
    for (int i = 0; i < 1_000; i++) {
      assertTrue(atRandom(view, NONE_TRIED, random) != worst);
    }
  }

  @Test
  void oneAtItsSoftLimitIsChosenOnlyBesideAnother() {
    SplittableRandom random = new SplittableRandom(SEED);
    ServiceView view =
        view(
            Balance.P2C,
            List.of(
                Crowd.row("busy", 100, 1, 0), Crowd.row("b", 1, 9, 0), Crowd.row("c", 1, 9, 0)));
    Instance busy = view.instances().get(view.instances().routable("busy"));
    busy.load().tryAcquire(0);
    for (int i = 0; i < 8; i++) {
      Instance chosen = atRandom(view, NONE_TRIED, random);
      assertTrue(chosen != busy, "though it has a hundred times the weight");
    }
    view.instances().get(view.instances().routable("b")).load().tryAcquire(0);
    assertEquals("busy", atRandom(view, it -> !it.id().equals("busy"), random).id());
  }

  @Test
  void ofTwoEquallyLoadedTheFasterIsChosenOnceBothHaveAnswered() {
    SplittableRandom random = new SplittableRandom(SEED);
    ServiceView view = view(Balance.P2C, List.of(row("fast", 100, 0), row("slow", 100, 0)));
    Instance fast = view.instances().get(view.instances().routable("fast"));
    Instance slow = view.instances().get(view.instances().routable("slow"));
    Latency.took(slow.load(), 10_000_000, NOW);
    fast.load().tryAcquire(0);
    assertEquals("slow", atRandom(view, NONE_TRIED, random).id(), "no penalty for being known");
    Latency.took(fast.load(), 1_000_000, NOW);
    for (int inFlight = 1; inFlight < 9; inFlight++) {
      assertEquals("fast", atRandom(view, NONE_TRIED, random).id(), inFlight + " in flight");
      fast.load().tryAcquire(0);
    }
    fast.load().tryAcquire(0);
    assertEquals("slow", atRandom(view, NONE_TRIED, random).id(), "11 ms of work against 10");
  }

  @Test
  void oneThatIsFullOrTriedIsNeverChosenAndTheOthersAreEquallyOften() {
    SplittableRandom random = new SplittableRandom(SEED);
    List<InstanceRow> rows = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      rows.add(row("i" + i, 100, i < 90 ? 1 : 0));
    }
    ServiceView view = view(Balance.P2C, rows);
    for (int i = 0; i < 90; i++) {
      view.instances().get(view.instances().routable("i" + i)).load().tryAcquire(1);
    }
    Map<String, Integer> chosen = new HashMap<>();
    for (int i = 0; i < 9_000; i++) {
      chosen.merge(atRandom(view, it -> it.id().equals("i95"), random).id(), 1, Integer::sum);
    }
    assertEquals(9, chosen.size(), chosen::toString);
    chosen.values().forEach(often -> assertTrue(often > 850 && often < 1_150, chosen::toString));
  }

  @ParameterizedTest
  @EnumSource(Balance.class)
  void nothingIsChosenWhenAllAreFullOrTried(Balance balance) {
    ServiceView view = view(balance, List.of(row("a", 100, 1), row("b", 100, 0)));
    view.instances().get(0).load().tryAcquire(1);
    SplittableRandom random = new SplittableRandom(SEED);
    assertEquals("b", atRandom(view, NONE_TRIED, random).id());
    assertNull(atRandom(view, it -> it.id().equals("b"), random));
    assertNull(atRandom(view(balance, List.of()), NONE_TRIED, random));
  }

  @Test
  void roundRobinTakesTurnsAlsoPastTheOverflow() {
    ServiceView view =
        view(Balance.ROUND_ROBIN, List.of(row("a", 1, 0), row("b", 1, 0), row("c", 1, 0)));
    AtomicInteger turns = new AtomicInteger(Integer.MAX_VALUE - 1);
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < 9; i++) {
      Asker asker =
          new Asker(NONE_TRIED, new SplittableRandom(1), turns::getAndIncrement, Traits.of(""));
      Instance next = Balancer.choose(view, asker, NOW);
      seen.merge(next.id(), 1, Integer::sum);
    }
    assertEquals(3, seen.size(), seen::toString);
  }
}
