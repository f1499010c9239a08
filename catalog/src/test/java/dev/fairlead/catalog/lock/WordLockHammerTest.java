package dev.fairlead.catalog.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.catalog.lock.WordLock.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads, random modes and limits, a checked invariant. Replay: {@code -Dseed=…}. */
@Timeout(120)
class WordLockHammerTest {
  private static final int THREADS = 6;
  private static final int ROUNDS = 20_000;

  private final WordLock lock = new WordLock();
  private final AtomicInteger inside = new AtomicInteger(); // readers add 1, a writer 1000
  private int left; // guarded by the lock
  private int right; // guarded by the lock

  @Test
  void writersAreAloneAndTheWordEndsAtZero() {
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
      if (random.nextInt(10) < 7) {
        if (lock.read(deadline) == Outcome.ACQUIRED) {
          look();
          lock.releaseRead();
        }
      } else if (lock.write(deadline) == Outcome.ACQUIRED) {
        write();
        written++;
        lock.releaseWrite();
      }
    }
    return written;
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
