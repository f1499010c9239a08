package dev.fairlead.proxy.balance;

import static dev.fairlead.proxy.balance.Crowd.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.InFlights;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.InstanceRow;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.Policy.Balance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where keys lead to, and how many are led elsewhere when something changes. */
final class HashTest {
  private static final long SEED = Long.getLong("seed", 20_261_122L);
  private static final int KEYS = 20_000;
  private static final Policy HASH = Policy.DEFAULT.withBalance(Balance.HASH);

  private long now = SECOND;

  private static List<InstanceRow> rows(int count) {
    List<InstanceRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(Crowd.row("instance-" + i, 100));
    }
    return rows;
  }

  private static ServiceView view(Policy policy, List<InstanceRow> rows) {
    Instances packed = Instances.pack(rows, new InFlights());
    return new ServiceView("app", "http", policy, packed, List.of(), 1);
  }

  private Instance choose(ServiceView view, String key) {
    Asker asker = new Asker(_ -> false, new SplittableRandom(1), () -> 0, Traits.of(key));
    Instance chosen = Balancer.choose(view, asker, now);
    assertNotNull(chosen);
    return chosen;
  }

  private static String key(int i) {
    return "10." + i % 7 + "." + i / 256 + "." + i % 256;
  }

  private Map<String, Integer> shares(ServiceView view) {
    Map<String, Integer> shares = new HashMap<>();
    for (int i = 0; i < KEYS; i++) {
      shares.merge(choose(view, key(i)).id(), 1, Integer::sum);
    }
    return shares;
  }

  /** The share of keys that lead elsewhere. */
  private double moved(ServiceView before, ServiceView after) {
    int moved = 0;
    for (int i = 0; i < KEYS; i++) {
      moved += choose(before, key(i)).id().equals(choose(after, key(i)).id()) ? 0 : 1;
    }
    return (double) moved / KEYS;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10, 100, 256, 1000})
  void slotsAreDividedEvenly(int count) {
    Instances all = view(HASH, rows(count)).instances();
    int[] slots = new int[count];
    for (int slot = 0; slot < all.hashing().slots(); slot++) {
      slots[all.hashing().place(slot)]++;
    }
    double fair = (double) all.hashing().slots() / count;
    for (int i = 0; i < count; i++) {
      assertTrue(Math.abs(slots[i] - fair) <= 1, slots[i] + " of " + fair);
    }
  }

  @Test
  void keysAreDividedEvenlyAndByWeight() {
    List<InstanceRow> rows = rows(9);
    rows.add(Crowd.row("heavy", 300));
    Map<String, Integer> shares = shares(view(HASH, rows));
    double fair = KEYS / 12.0;
    assertEquals(3, shares.get("heavy") / fair, 0.1);
    for (int i = 0; i < 9; i++) {
      assertEquals(1, shares.get("instance-" + i) / fair, 0.1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 100, 200, 1000})
  void whenOneLeavesOrComesLittleMoreThanItsOwnKeysMove(int count) {
    List<InstanceRow> rows = rows(count);
    ServiceView all = view(HASH, rows);
    rows.remove(count / 2);
    double moved = moved(all, view(HASH, rows));
    double own = 1.0 / count;
    System.out.printf("%d instances: %.3f of the keys move, %.3f are its own%n", count, moved, own);
    assertTrue(moved >= own * 0.7 && moved <= 2 * own + 0.02, () -> moved + " of " + own);
  }

  @Test
  void anotherWeightMovesOnlyWhatTheSharesDiffer() {
    List<InstanceRow> rows = rows(10);
    ServiceView before = view(HASH, rows);
    rows.set(3, Crowd.row("instance-3", 50));
    double moved = moved(before, view(HASH, rows));
    assertTrue(moved < 0.15, () -> moved + " of the keys moved, 0.05 had to");
  }

  @Test
  void everyNodeChoosesTheSameInWhateverOrderItReadTheRows() {
    List<InstanceRow> rows = rows(50);
    ServiceView here = view(HASH, rows);
    Collections.shuffle(rows, new Random(SEED));
    ServiceView there = view(HASH, rows);
    assertEquals(0, moved(here, there));
  }

  /** The table as it was when it was first used: another one would part nodes of two versions. */
  @Test
  void theChoiceIsTheSameInEveryVersion() {
    ServiceView view = view(HASH, rows(10));
    StringBuilder chosen = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      chosen.append(choose(view, key(i)).id().charAt("instance-".length()));
    }
    assertEquals("06257852820724359527", chosen.toString());
  }

  @Test
  void noInstanceGetsMuchMoreThanItsShareHoweverPopularItsKeysAre() {
    ServiceView view = view(HASH, rows(10));
    for (int i = 0; i < 4_000; i++) {
      now += 2_000_000; // so that what is in flight is counted again
      choose(view, i % 2 == 0 ? "everybody" : key(i)).load().tryAcquire(0);
    }
    for (int i = 0; i < 10; i++) {
      int load = view.instances().get(i).load().get();
      assertTrue(load <= 400 * 1.25 + 1, () -> load + " of 4000 in flight");
    }
  }

  @Test
  void aKeyIsNotSpreadAsLongAsItIsNoLoad() {
    ServiceView view = view(HASH, rows(10));
    for (int i = 0; i < 16; i++) {
      now += 2_000_000;
      choose(view, "a browser").load().tryAcquire(0);
    }
    assertEquals(16, loadOf(view));
  }

  private int loadOf(ServiceView view) {
    int most = 0;
    for (int i = 0; i < 10; i++) {
      most = Math.max(most, view.instances().get(i).load().get());
    }
    return most;
  }

  @Test
  void withoutABoundAKeyNeverMovesOn() {
    Policy unbounded = HASH.with(HASH.choosing().withHashBalance(0));
    ServiceView view = view(unbounded, rows(10));
    for (int i = 0; i < 1_000; i++) {
      now += 2_000_000;
      choose(view, "everybody").load().tryAcquire(0);
    }
    assertEquals(1_000, loadOf(view));
  }

  @Test
  void keysOfOneThatIsEjectedMoveOnToAllOthers() {
    ServiceView all = view(HASH, rows(10));
    Instance ejected = choose(all, key(0));
    for (int failure = 0; failure < 5; failure++) {
      TrackRecord.ended(ejected.load(), true, now, HASH.choosing().ejection());
    }
    Map<String, Integer> shares = shares(all);
    assertEquals(9, shares.size());
    shares.values().forEach(share -> assertTrue(share < KEYS / 9 * 1.2, shares::toString));
  }
}
