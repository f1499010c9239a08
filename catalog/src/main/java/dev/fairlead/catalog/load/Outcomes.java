package dev.fairlead.catalog.load;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.fairlead.catalog.index.Touched;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The loads that gave no value, remembered for a moment: names that do not exist, and failures.
 *
 * <p>Both bounded, see {@link Bounds}; beyond it the least useful is forgotten, and asked again.
 * Thread-safe, never blocks.
 */
final class Outcomes {
  private final Cache<String, Boolean> absent;
  private final Cache<String, RuntimeException> failed;
  private final LongAdder failures = new LongAdder();

  Outcomes(Bounds bounds) {
    absent =
        Caffeine.newBuilder()
            .maximumSize(Bounds.MAX_ABSENT)
            .expireAfterWrite(Bounds.ABSENT)
            .ticker(bounds.ticker())
            .executor(bounds.upkeep())
            .build();
    failed =
        Caffeine.newBuilder()
            .maximumSize(Bounds.MAX_FAILED)
            .expireAfter(
                Expiry.writing((String key, RuntimeException e) ->
                    Duration.ofNanos(
                        bounds
                            .random()
                            .nextLong(Bounds.FAILED_MIN_NANOS, Bounds.FAILED_MAX_NANOS))))
            .ticker(bounds.ticker())
            .executor(bounds.upkeep())
            .build();
  }

  boolean isAbsent(String key) {
    return absent.getIfPresent(key) != null;
  }

  @Nullable RuntimeException failure(String key) {
    return failed.getIfPresent(key);
  }

  void absent(String key) {
    absent.put(key, Boolean.TRUE);
  }

  void failed(String key, RuntimeException failure) {
    failures.increment();
    failed.put(key, failure);
  }

  void exists(String key) {
    absent.invalidate(key);
  }

  /** Forgets the names that may exist now. */
  void forget(Touched touched) {
    if (absent.asMap().isEmpty()) {
      return;
    }
    absent.invalidateAll(touched.keys());
    if (touched.hasPatterns()) {
      absent.asMap().keySet().removeIf(touched::matchesPattern);
    }
  }

  void forgetAll() {
    absent.invalidateAll();
  }

  void cleanUp() {
    absent.cleanUp();
    failed.cleanUp();
  }

  long absentCount() {
    return absent.estimatedSize();
  }

  long failures() {
    return failures.sum();
  }
}
