package dev.fairlead.catalog.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.lock.LockException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What one thread may take while it holds something: every way inside every way. */
@Timeout(60)
class NestingTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** A way to be inside a lock. */
  private enum Way {
    READ,
    WRITE,
    UPGRADABLE,
    UPGRADED,
    WRITING_FIRST,
    READING_AFTER_WRITING;

    <T> T run(LabelledLock lock, Supplier<T> body) {
      return switch (this) {
        case READ -> lock.read("test", LIMIT, body);
        case WRITE -> lock.write("test", LIMIT, body);
        case UPGRADABLE -> lock.upgradable("test", LIMIT, inside -> body.get());
        case UPGRADED -> lock.upgradable("test", LIMIT, inside -> inside.upgrade(LIMIT, body));
        case WRITING_FIRST -> lock.writeThenRead("test", LIMIT, body, done -> done);
        case READING_AFTER_WRITING ->
            lock.writeThenRead("test", LIMIT, () -> "", none -> body.get());
      };
    }
  }

  /** The inner lock, as seen from the outer one. */
  private enum Inner {
    SAME,
    LOWER_RANK,
    EQUAL_RANK,
    HIGHER_RANK
  }

  private final LockRegistry registry = new LockRegistry();
  private final LabelledLock outer = registry.lock("outer", 10);

  @AfterEach
  void close() {
    registry.close();
  }

  static List<Arguments> pairs() {
    List<Arguments> pairs = new ArrayList<>();
    for (Way around : Way.values()) {
      for (Way within : Way.values()) {
        for (Inner inner : Inner.values()) {
          pairs.add(Arguments.of(around, within, inner));
        }
      }
    }
    return pairs;
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void sameLockIsNestedAndOnlyHigherRanksAreLetIn(Way around, Way within, Inner which) {
    LabelledLock inner =
        switch (which) {
          case SAME -> outer;
          case LOWER_RANK -> registry.lock("inner", 9);
          case EQUAL_RANK -> registry.lock("inner", 10);
          case HIGHER_RANK -> registry.lock("inner", 11);
        };
    Supplier<String> nested = () -> around.run(outer, () -> within.run(inner, () -> "inside"));
    switch (which) {
      case HIGHER_RANK -> assertEquals("inside", nested.get());
      case SAME -> assertRefused(Reason.NESTED, nested);
      case LOWER_RANK, EQUAL_RANK -> assertRefused(Reason.OUT_OF_RANK, nested);
    }
    for (LockStatus status : registry.status(false)) {
      assertEquals("0x0000000000000000", status.word());
      assertEquals(List.of(), status.holders());
      assertEquals(List.of(), status.waiters());
      assertEquals(0, status.timeouts());
    }
  }

  private static void assertRefused(Reason reason, Supplier<String> nested) {
    LockException refused = assertThrows(LockException.class, nested::get);
    assertEquals(reason, refused.reason());
    assertTrue(
        refused.getMessage().contains("'outer' (rank 10) for \"test\""), refused.getMessage());
  }

  @Test
  void upgradeInsideAnUpgradeIsRefusedAndTheFirstGoesOn() {
    String result =
        outer.upgradable(
            "test",
            LIMIT,
            inside ->
                inside.upgrade(
                    LIMIT,
                    () -> {
                      LockException refused =
                          assertThrows(
                              LockException.class, () -> inside.upgrade(LIMIT, () -> "never"));
                      assertEquals(Reason.NESTED, refused.reason());
                      assertEquals("0x0000000000000008", outer.status().word());
                      return "still the writer";
                    }));
    assertEquals("still the writer", result);
    assertEquals("free", outer.status().meaning());
  }

  @Test
  void upgradeOutsideItsReadIsRefused() {
    Upgradable leaked = outer.upgradable("test", LIMIT, inside -> inside);
    assertThrows(IllegalStateException.class, () -> leaked.upgrade(LIMIT, () -> "never"));
  }

  /** Two threads whose ids fall on the same entry of the table, and are there at once. */
  @Test
  void nestingIsSeenOnThreadsThatShareAnEntryAndOnVirtualOnes() throws InterruptedException {
    Supplier<String> nested =
        () ->
            Way.WRITE.run(
                outer,
                () ->
                    assertThrows(LockException.class, () -> Way.READ.run(outer, () -> "never"))
                        .reason()
                        .name());
    for (ThreadFactory factory :
        List.of(Thread.ofPlatform().factory(), Thread.ofVirtual().factory())) {
      List<String> seen = new ArrayList<>();
      Thread second = threadSharingAnEntry(factory, () -> seen.add(nested.get()));
      assertEquals("NESTED", nested.get());
      second.start();
      second.join();
      assertEquals(List.of("NESTED"), seen);
    }
  }

  private static Thread threadSharingAnEntry(ThreadFactory factory, Runnable body) {
    Thread candidate = factory.newThread(body);
    while (HoldTable.index(candidate) != HoldTable.index(Thread.currentThread())) {
      candidate = factory.newThread(body);
    }
    return candidate;
  }
}
