package dev.fairlead.proxy.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.InFlight;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.Policy.Balance;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Which candidate is chosen. */
final class BalancerTest {
  private static final long SEED = Long.getLong("seed", 20_261_121L);

  private static Instance instance(String id, int weight) {
    return new Instance(
        id,
        "n",
        "r",
        new InetSocketAddress("127.0.0.1", 1),
        Instance.State.UP,
        Instance.Health.UNKNOWN,
        weight,
        0,
        0,
        new InFlight());
  }

  private static Balancer.Choice choice(SplittableRandom random, int turn, String key) {
    return new Balancer.Choice(random, turn, key);
  }

  @Test
  void twoRandomChoicesKeepLoadsCloseByWeight() {
    System.out.println("seed " + SEED + " (-Dseed=...)");
    SplittableRandom random = new SplittableRandom(SEED);
    List<Instance> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(instance("i" + i, i < 10 ? 100 : 300));
    }
    for (int i = 0; i < 40_000; i++) {
      Balancer.choose(Balance.P2C, all, choice(random, 0, "")).load().tryAcquire(0);
    }
    for (Instance one : all) {
      int fair = 1_000 * one.weight() / 100;
      assertTrue(Math.abs(one.load().get() - fair) < 30, () -> one + " fair " + fair);
    }
  }

  @Test
  void twoRandomChoicesNeverTakeTheWorst() {
    SplittableRandom random = new SplittableRandom(SEED);
    Instance worst = instance("worst", 100);
    worst.load().tryAcquire(0);
    List<Instance> all = List.of(instance("a", 100), worst, instance("b", 100));
    for (int i = 0; i < 1_000; i++) {
      assertTrue(Balancer.choose(Balance.P2C, all, choice(random, 0, "")) != worst);
    }
  }

  @Test
  void roundRobinTakesTurnsAlsoPastTheOverflow() {
    List<Instance> all = List.of(instance("a", 1), instance("b", 1), instance("c", 1));
    Set<String> seen = new HashSet<>();
    for (int turn = Integer.MAX_VALUE - 1; seen.size() < 3; turn++) {
      seen.add(
          Balancer.choose(Balance.ROUND_ROBIN, all, choice(new SplittableRandom(1), turn, ""))
              .id());
    }
    assertEquals(3, seen.size());
  }

  @Test
  void losingAnInstanceMovesOnlyItsOwnClients() {
    List<Instance> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      all.add(instance("i" + i, 100));
    }
    Map<String, String> before = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      String key = "10.0." + i / 256 + "." + i % 256;
      before.put(
          key, Balancer.choose(Balance.HASH, all, choice(new SplittableRandom(1), i, key)).id());
    }
    Map<String, Integer> shares = new HashMap<>();
    before.values().forEach(id -> shares.merge(id, 1, Integer::sum));
    shares.values().forEach(share -> assertTrue(share > 700 && share < 1_300, shares::toString));
    List<Instance> left = all.subList(1, 10);
    before.forEach((key, id) -> {
      if (!id.equals("i0")) {
        assertEquals(
            id, Balancer.choose(Balance.HASH, left, choice(new SplittableRandom(2), 0, key)).id());
      }
    });
  }
}
