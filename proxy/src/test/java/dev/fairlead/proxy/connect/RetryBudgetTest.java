package dev.fairlead.proxy.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Retries stay a share of the requests. */
final class RetryBudgetTest {
  private static final int SHARE = 200;
  private static final int MINIMUM = RetryBudget.MIN_PER_SECOND * RetryBudget.WINDOW_SECONDS;

  private long now = 17;
  private final RetryBudget budget = new RetryBudget(now);

  private void pass(int seconds) {
    now += TimeUnit.SECONDS.toNanos(seconds);
  }

  private void ask(int times) {
    for (int i = 0; i < times; i++) {
      budget.asked(now);
    }
  }

  private int taken(int permille, int times) {
    int taken = 0;
    for (int i = 0; i < times; i++) {
      taken += budget.take(permille, now) ? 1 : 0;
    }
    return taken;
  }

  @Test
  void aServiceWithoutRequestsHasTheMinimum() {
    assertEquals(MINIMUM, taken(SHARE, 10_000));
    assertEquals(MINIMUM, budget.used(now));
    assertEquals(MINIMUM, budget.granted(SHARE, now));
  }

  @Test
  void retriesAreAShareOfTheRequests() {
    ask(1_000);
    assertEquals(MINIMUM + 200, taken(SHARE, 10_000));
    ask(500);
    assertEquals(100, taken(SHARE, 10_000));
  }

  @Test
  void aShareOfNothingIsNoRetryAtAll() {
    ask(1_000);
    assertEquals(0, taken(0, 100));
  }

  @Test
  void whatIsOlderThanTheWindowCountsNoMore() {
    ask(1_000);
    assertEquals(MINIMUM + 200, taken(SHARE, 10_000));
    pass(RetryBudget.WINDOW_SECONDS - 1);
    assertEquals(0, taken(SHARE, 1));
    pass(1);
    assertEquals(MINIMUM, taken(SHARE, 10_000));
    assertFalse(budget.take(SHARE, now));
    pass(1_000);
    assertTrue(budget.idle(now));
    assertEquals(MINIMUM, taken(SHARE, 10_000));
  }

  @Test
  void neverMoreThanAModelThatRemembersEverythingAllows() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    List<Long> asked = new ArrayList<>();
    List<Long> retried = new ArrayList<>();
    long second = 0;
    for (int i = 0; i < 20_000; i++) {
      if (random.nextInt(100) == 0) {
        int passed = random.nextInt(4);
        pass(passed);
        second += passed;
      }
      long from = second - RetryBudget.WINDOW_SECONDS;
      asked.removeIf(at -> at <= from);
      retried.removeIf(at -> at <= from);
      if (random.nextInt(3) == 0) {
        ask(1);
        asked.add(second);
      } else {
        boolean left = retried.size() < MINIMUM + asked.size() * SHARE / 1_000;
        assertEquals(left, budget.take(SHARE, now), "step " + i);
        if (left) {
          retried.add(second);
        }
      }
    }
  }

  @Test
  void loopsTogetherGetNoMoreThanOneAlone() throws Exception {
    ask(1_000);
    try (ExecutorService loops = Executors.newFixedThreadPool(4)) {
      List<Callable<Integer>> takers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        takers.add(() -> taken(SHARE, 1_000));
      }
      int sum = 0;
      for (Future<Integer> taken : loops.invokeAll(takers)) {
        sum += taken.get();
      }
      assertEquals(MINIMUM + 200, sum);
    }
  }
}
