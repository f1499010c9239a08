package dev.fairlead.catalog.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.catalog.lock.WordLock.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads, random modes and limits, a checked invariant. Replay: {@code -Dseed=…}. */
@Timeout(120)
class WordLockHammerTest {
  private static final int THREADS = 6;
  private static final int ROUNDS = 20_000;

  private WordLock lock = new WordLock();
  private final AtomicInteger inside = new AtomicInteger(); // readers add 1, a writer 1000
  private int left; // guarded by the lock
  private int right; // guarded by the lock

  @ParameterizedTest
  @ValueSource(ints = {10, 0})
  void writersAreAloneAndTheWordEndsAtZero(int spinRounds) {
    lock = new WordLock(spinRounds);
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("WordLockHammerTest -Dseed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    List<CompletableFuture<Integer>> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      SplittableRandom own = random.split();
      CompletableFuture<Integer> written = new CompletableFuture<>();
      threads.add(written);
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            try {
              written.complete(hammer(own));
            } catch (RuntimeException | Error e) {
              written.completeExceptionally(e);
            }
          });
    }
    int written = threads.stream().mapToInt(CompletableFuture::join).sum();
    assertEquals(0, lock.word());
    assertEquals(written, left);
    assertEquals(written, right);
  }

  private int hammer(SplittableRandom random) {
    int written = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long deadline = System.nanoTime() + random.nextLong(0, random.nextBoolean() ? 2 : 200_000);
      written +=
          switch (random.nextInt(10)) {
            case 0, 1 -> writeAndLeave(deadline, random.nextInt(3));
            case 2, 3 -> maybeUpgrade(deadline, random);
            default -> readAndLeave(deadline);
          };
    }
    return written;
  }

  private int readAndLeave(long deadline) {
    if (lock.read(deadline) == Outcome.ACQUIRED) {
      look();
      lock.releaseRead();
    }
    return 0;
  }

  private int writeAndLeave(long deadline, int way) {
    if (lock.write(deadline) != Outcome.ACQUIRED) {
      return 0;
    }
    leaveWritten(way);
    return 1;
  }

  private int maybeUpgrade(long deadline, SplittableRandom random) {
    if (lock.upgradable(deadline) != Outcome.ACQUIRED) {
      return 0;
    }
    look();
    int before = left;
    if (random.nextBoolean() && lock.upgrade(deadline) == Outcome.ACQUIRED) {
      check(left == before, "somebody wrote while this thread was upgraded");
      leaveWritten(random.nextInt(3));
      return 1;
    }
    check(left == before, "somebody wrote beside the upgradable reader");
    lock.releaseUpgradable();
    return 0;
  }

  /** Writes, and leaves straight away, as a reader, or as the upgradable reader. */
  private void leaveWritten(int way) {
    write();
    int written = left;
    switch (way) {
      case 0 -> lock.releaseWrite();
      case 1 -> {
        lock.downgrade();
        look();
        check(left == written, "somebody wrote while this thread was downgraded");
        lock.releaseRead();
      }
      default -> {
        lock.downgradeToUpgradable();
        look();
        check(left == written, "somebody wrote while this thread was downgraded");
        lock.releaseUpgradable();
      }
    }
  }

  private void look() {
    check(inside.incrementAndGet() < 1_000, "a reader beside a writer");
    check(left == right, "half a write seen");
    inside.decrementAndGet();
  }

  private void write() {
    check(inside.addAndGet(1_000) == 1_000, "a writer beside others");
    left++;
    right++;
    inside.addAndGet(-1_000);
  }

  private static void check(boolean holds, String broken) {
    if (!holds) {
      throw new AssertionError(broken);
    }
  }
}
