package dev.fairlead.catalog.load;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.fairlead.catalog.index.ReverseIndex;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The values of a {@link LazyTable}: a bounded cache that lookups read without a lock, and beside
 * it the books that the catalog's lock guards: what is held, made from which rows.
 *
 * <p>{@link #get} is for any thread. Methods that say so need the lock. What the cache evicts stays
 * in the books until {@link #settleEvicted}.
 */
final class Kept<V> {
  private record Evicted<V>(String key, V value) {}

  private final Source<?, V> source;
  private final Cache<String, V> cache;

  /** Guarded by the lock. */
  private final Map<String, V> held = new HashMap<>();

  /** Guarded by the lock. */
  private final ReverseIndex index = new ReverseIndex();

  /** Written by the cache's upkeep, taken by the catalog writer; bounded by what the cache held. */
  private final Queue<Evicted<V>> evicted = new ConcurrentLinkedQueue<>();

  Kept(Source<?, V> source, Bounds bounds) {
    this.source = source;
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(bounds.maxBytes())
            .weigher((String key, V value) -> source.bytes(value) + 2 * key.length())
            .expireAfter(new SinceAsked<V>(bounds.idle().toNanos()))
            .ticker(bounds.ticker())
            .executor(bounds.upkeep())
            .evictionListener(this::evicted)
            .build();
  }

  /** The value; null if it is not held. Takes no lock and never blocks. */
  @Nullable V get(String key) {
    return cache.getIfPresent(key);
  }

  /** As {@link #get}, without counting as use. */
  @Nullable V peek(String key) {
    return cache.policy().getIfPresentQuietly(key);
  }

  /** Runs the cache's own upkeep, such as dropping what was idle. */
  void cleanUp() {
    cache.cleanUp();
  }

  /** What the books say is held; needs the lock. */
  Map<String, V> held() {
    return held;
  }

  /** Keys made from {@code row}; needs the lock. */
  Collection<String> madeFrom(String row) {
    return index.keys(row);
  }

  /** Puts a value that was just loaded; needs the lock as writer. */
  void install(String key, V value) {
    book(key, value);
    cache.put(key, value);
  }

  /** Whether {@code value} itself is what is held; needs the lock. */
  @SuppressWarnings("ReferenceEquality") // an equal value read earlier is still another one
  boolean isHeld(String key, V value) {
    return held.get(key) == value;
  }

  /** Puts the next value unless the key was evicted; needs the lock as writer. */
  boolean replace(String key, V next) {
    if (cache.asMap().replace(key, next) == null) {
      return false;
    }
    book(key, next);
    return true;
  }

  /** Drops a key; needs the lock as writer. */
  void remove(String key) {
    cache.invalidate(key);
    unbook(key);
  }

  /** Takes what was evicted since out of the books, says how many; needs the lock as writer. */
  int settleEvicted() {
    int count = 0;
    for (Evicted<V> gone = evicted.poll(); gone != null; gone = evicted.poll()) {
      if (isHeld(gone.key(), gone.value()) && !isCached(gone)) {
        unbook(gone.key());
      }
      count++;
    }
    return count;
  }

  /**
   * Whether what was evicted is back: a load that finds nothing changed puts the same value again.
   * Taken out of the books it would be served, but never refreshed.
   */
  @SuppressWarnings("ReferenceEquality") // as in isHeld
  private boolean isCached(Evicted<V> gone) {
    return peek(gone.key()) == gone.value();
  }

  boolean hasEvicted() {
    return !evicted.isEmpty();
  }

  /** Those of the held keys that fit; needs the lock. */
  List<String> keys(Predicate<String> fits) {
    List<String> keys = new ArrayList<>(held.keySet());
    keys.removeIf(fits.negate());
    return keys;
  }

  long bytes() {
    return cache.policy().eviction().orElseThrow().weightedSize().orElse(0);
  }

  long size() {
    return cache.estimatedSize();
  }

  private void book(String key, V value) {
    unbook(key);
    held.put(key, value);
    index.add(key, source.rows(value));
  }

  private void unbook(String key) {
    V before = held.remove(key);
    if (before != null) {
      index.remove(key, source.rows(before));
    }
  }

  private void evicted(@Nullable String key, @Nullable V value, RemovalCause cause) {
    if (key != null && value != null) {
      evicted.add(new Evicted<>(key, value));
    }
  }

  /** Expires what nobody asked for; refreshing a value does not count as asking. */
  private record SinceAsked<V>(long idleNanos) implements Expiry<String, V> {
    @Override
    public long expireAfterCreate(String key, V value, long now) {
      return idleNanos;
    }

    @Override
    public long expireAfterUpdate(String key, V value, long now, long left) {
      return left;
    }

    @Override
    public long expireAfterRead(String key, V value, long now, long left) {
      return idleNanos;
    }
  }
}
