package dev.fairlead.proxy.balance;

import static dev.fairlead.proxy.balance.Crowd.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Ejection;
import dev.fairlead.catalog.model.InFlights;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.InstanceRow;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.Policy.Balance;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is chosen when some are ejected. */
final class EjectedTest {
  private static final long SEED = Long.getLong("seed", 20_261_122L);
  private static final long NOW = 5 * SECOND;
  private static final Predicate<Instance> NONE_TRIED = _ -> false;

  private static ServiceView view(Balance balance, int count, Ejection rules) {
    List<InstanceRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(Crowd.row("i" + i, 100));
    }
    Policy policy =
        Policy.DEFAULT.with(Policy.DEFAULT.choosing().withBalance(balance).withEjection(rules));
    Instances packed = Instances.pack(rows, new InFlights());
    return new ServiceView("app", "http", policy, packed, List.of(), 1);
  }

  private static void eject(ServiceView view, int count) {
    for (int i = 0; i < count; i++) {
      for (int failure = 0; failure < 5; failure++) {
        TrackRecord.ended(view.instances().get(i).load(), true, NOW, Ejection.DEFAULT);
      }
    }
  }

  /** All that are chosen for a thousand clients. */
  private static Set<String> chosen(ServiceView view, Predicate<Instance> tried, long now) {
    AtomicInteger turns = new AtomicInteger();
    SplittableRandom random = new SplittableRandom(SEED);
    Set<String> chosen = new TreeSet<>();
    for (int i = 0; i < 1_000; i++) {
      Asker asker = new Asker(tried, random, turns::getAndIncrement, Traits.of("10.0.0." + i));
      Instance one = Balancer.choose(view, asker, now);
      assertNotNull(one);
      chosen.add(one.id());
    }
    return chosen;
  }

  @ParameterizedTest
  @EnumSource(Balance.class)
  void oneThatIsEjectedIsNotChosenUntilItsTimeIsOver(Balance balance) {
    ServiceView view = view(balance, 4, Ejection.DEFAULT);
    eject(view, 2);
    assertEquals(Set.of("i2", "i3"), chosen(view, NONE_TRIED, NOW), "half of all may be ejected");
    assertEquals(Set.of("i2", "i3"), chosen(view, NONE_TRIED, NOW + 29 * SECOND));
    assertEquals(4, chosen(view, NONE_TRIED, NOW + 31 * SECOND).size());
  }

  @ParameterizedTest
  @EnumSource(Balance.class)
  void whenMoreThanTheShareAreEjectedAllAreChosen(Balance balance) {
    ServiceView view = view(balance, 5, Ejection.DEFAULT);
    eject(view, 3);
    assertEquals(5, chosen(view, NONE_TRIED, NOW).size());
  }

  @ParameterizedTest
  @EnumSource(Balance.class)
  void theOnlyOneThatIsNotTriedIsChosenAlthoughItIsEjected(Balance balance) {
    ServiceView view = view(balance, 4, Ejection.DEFAULT);
    eject(view, 1);
    assertEquals(Set.of("i0"), chosen(view, it -> !it.id().equals("i0"), NOW));
  }

  @Test
  void aPolicyThatNeverEjectsChoosesWhoWasEjectedBefore() {
    ServiceView view = view(Balance.P2C, 4, Ejection.NEVER);
    eject(view, 2);
    assertEquals(4, chosen(view, NONE_TRIED, NOW).size());
  }

  @Test
  void thePanicEndsWhenSoManyAreBack() {
    ServiceView view = view(Balance.P2C, 4, Ejection.DEFAULT);
    eject(view, 3);
    assertEquals(4, chosen(view, NONE_TRIED, NOW).size());
    long later = NOW + 31 * SECOND;
    for (int i = 1; i < 3; i++) {
      TrackRecord.ended(view.instances().get(i).load(), false, later, Ejection.DEFAULT);
    }
    TrackRecord.ended(view.instances().get(0).load(), true, later, Ejection.DEFAULT);
    assertEquals(Set.of("i1", "i2", "i3"), chosen(view, NONE_TRIED, later));
  }

  /** Ten instances, one of which fails for a minute: it gets what it takes to find that out. */
  @Test
  void oneThatFailsGetsNextToNothingAndComesBackWhenItRecovered() {
    List<InstanceRow> rows = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      rows.add(Crowd.row("i" + i, 100));
    }
    Crowd crowd = new Crowd(Policy.DEFAULT, rows, SEED);
    crowd.arrive(5 * SECOND, 2_000, (id, now, n) -> crowd.after(10));
    crowd.arrive(
        60 * SECOND, 2_000, (id, now, n) -> id.equals("i0") ? crowd.failing(1) : crowd.after(10));
    assertTrue(crowd.chosen("i0") < 60, () -> "of 120 000: " + crowd.chosen);
    crowd.arrive(70 * SECOND, 2_000, (id, now, n) -> crowd.after(10));
    crowd.arrive(5 * SECOND, 2_000, (id, now, n) -> crowd.after(10));
    assertTrue(crowd.shareOf("i0") > 0.7, crowd.chosen::toString);
  }
}
