package dev.fairlead.catalog.lock;

import static dev.fairlead.catalog.lock.OtherThreads.onOther;
import static dev.fairlead.catalog.lock.OtherThreads.soon;
import static dev.fairlead.catalog.lock.OtherThreads.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.lock.WordLock.Outcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whoever waits gets in while others come and go without a pause. The stream ends after a number of
 * acquisitions, not a time: a seeker that only gets in after it is over was starved.
 */
@Timeout(60)
class FairnessTest {
  private static final long STREAM_MAX = 500_000_000;
  private static final int TURNS = 20;

  private final WordLock lock = new WordLock();
  private final AtomicLong taken = new AtomicLong();
  private final AtomicBoolean enough = new AtomicBoolean();

  @ParameterizedTest
  @CsvSource({
    "WRITE,READ",
    "WRITE,WRITE",
    "WRITE,UPGRADABLE",
    "READ,WRITE",
    "UPGRADABLE,WRITE",
    "UPGRADABLE,UPGRADABLE"
  })
  void seekerGetsInUnderASteadyStream(Mode seeker, Mode stream) {
    List<CompletableFuture<Boolean>> streams =
        Stream.generate(() -> onOther(() -> flow(stream))).limit(2).toList();
    until(() -> taken.get() > 1_000);
    for (int turn = 0; turn < TURNS; turn++) {
      assertEquals(Outcome.ACQUIRED, acquire(seeker));
      release(seeker);
      assertTrue(taken.get() < STREAM_MAX, "got in only when the stream was over");
    }
    enough.set(true);
    streams.forEach(done -> assertTrue(done.join()));
    assertEquals(0, lock.word());
  }

  private boolean flow(Mode mode) {
    while (!enough.get() && taken.incrementAndGet() < STREAM_MAX) {
      if (acquire(mode) != Outcome.ACQUIRED) {
        return false;
      }
      release(mode);
    }
    return true;
  }

  private Outcome acquire(Mode mode) {
    return switch (mode) {
      case READ -> lock.read(soon());
      case UPGRADABLE -> lock.upgradable(soon());
      case WRITE -> lock.write(soon());
    };
  }

  private void release(Mode mode) {
    switch (mode) {
      case READ -> lock.releaseRead();
      case UPGRADABLE -> lock.releaseUpgradable();
      case WRITE -> lock.releaseWrite();
    }
  }
}
