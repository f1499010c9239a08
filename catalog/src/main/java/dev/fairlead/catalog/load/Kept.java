package dev.fairlead.catalog.load;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The values of a {@link LazyTable}: a bounded cache that lookups read without a lock, and beside
 * it the {@link Books} that the catalog's lock guards.
 *
 * <p>A read is one acquire load of the entry and writes nothing that other threads look at, but
 * once a second: then the entry is left in a queue, from which the catalog writer tells the cache
 * that it is in use. So what the cache knows of recency is a second coarse, and two threads that
 * read one value cost each other nothing.
 *
 * <p>{@link #get} is for any thread. Methods that say so need the lock. What the cache evicts stays
 * in the books until {@link #settleEvicted}.
 */
final class Kept<V> {
  /** Uses that wait for the catalog writer; beyond it they are told a second later. */
  private static final int USES = 16_384;

  /** One tick of {@link #tick}: 2^30 ns, about a second. */
  private static final int TICK_SHIFT = 30;

  private final Source<?, V> source;
  private final Cache<String, Held<V>> cache;
  private final Policy<String, Held<V>> quietly;
  private final Books<V> books;
  private final Bounds bounds;
  private final MessagePassingQueue<Held<V>> uses = new MpscAtomicArrayQueue<>(USES);

  /** Written by the cache's upkeep, taken by the catalog writer; bounded by what the cache held. */
  private final Queue<Held<V>> evicted = new ConcurrentLinkedQueue<>();

  /**
   * The time by which values expire: the ticker's as of the last {@link #passTime}. Written by the
   * catalog writer; the volatile read orders nothing else.
   */
  private volatile long nanos;

  /**
   * The key that was installed or used last, as far as the cache was told; null before the first.
   * Written by loads and the catalog writer, read by probes; orders nothing else.
   */
  private volatile @Nullable String latest;

  Kept(Source<?, V> source, Bounds bounds) {
    this.source = source;
    this.bounds = bounds;
    this.books = new Books<>(source);
    this.nanos = bounds.ticker().read();
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(bounds.maxBytes())
            .weigher((String key, Held<V> held) -> weight(held))
            .expireAfter(new SinceAsked<V>(bounds.idle().toNanos()))
            .ticker(() -> nanos)
            .executor(bounds.upkeep())
            .evictionListener(this::evicted)
            .build();
    this.quietly = cache.policy();
  }

  /** The value; null if it is not held. Takes no lock and never blocks. */
  @Nullable V get(String key) {
    Held<V> held = quietly.getIfPresentQuietly(key);
    if (held == null) {
      return null;
    }
    int now = tick();
    if (held.usedAt() != now) {
      held.usedAt(now);
      boolean _ = uses.offer(held);
    }
    return held.value();
  }

  /** As {@link #get}, without counting as use. */
  @Nullable V peek(String key) {
    Held<V> held = quietly.getIfPresentQuietly(key);
    return held == null ? null : held.value();
  }

  /** The value that was installed or used last, if it is still held; no use either. */
  @Nullable V latest() {
    String key = latest;
    return key == null ? null : peek(key);
  }

  private int tick() {
    return (int) (nanos >>> TICK_SHIFT);
  }

  /** Tells the cache what was used and what time it is; called by the catalog writer. */
  void passTime() {
    uses.drain(this::tellUse, USES);
    nanos = bounds.ticker().read();
  }

  private void tellUse(Held<V> held) {
    Held<V> _ = cache.getIfPresent(held.key());
    latest = held.key();
    int weight = weight(held);
    if (weight != held.weight()) { // use made it grow
      held.weight(weight);
      boolean _ = cache.asMap().replace(held.key(), held, held); // weighs it again
    }
  }

  private int weight(Held<V> held) {
    return Held.bytes(held.key()) + source.bytes(held.value());
  }

  /** Runs the cache's own upkeep, such as dropping what was idle. */
  void cleanUp() {
    cache.cleanUp();
  }

  /** What is held, and made from which rows; needs the lock. */
  Books<V> books() {
    return books;
  }

  /** Puts a value that was just loaded; needs the lock as writer. */
  void install(String key, V value) {
    cache.put(key, books.enter(key, value));
    latest = key;
  }

  /** Puts the next value unless the key was evicted; needs the lock as writer. */
  boolean replace(String key, V next) {
    Held<V> held = new Held<>(key, next, books.number(key));
    if (cache.asMap().replace(key, held) == null) {
      return false;
    }
    books.enter(held);
    return true;
  }

  /** Drops a key; needs the lock as writer. */
  void remove(String key) {
    cache.invalidate(key);
    books.strike(key);
  }

  /** Takes what was evicted since out of the books, says how many; needs the lock as writer. */
  int settleEvicted() {
    int count = 0;
    for (Held<V> gone = evicted.poll(); gone != null; gone = evicted.poll()) {
      if (books.holds(gone)) { // else it was loaded again since
        books.strike(gone.key());
      }
      count++;
    }
    return count;
  }

  boolean hasEvicted() {
    return !evicted.isEmpty();
  }

  /** Hands over what is held, as the cache comes by it; takes no lock and is no use. */
  void forEach(BiConsumer<String, V> taker) {
    cache.asMap().forEach((key, held) -> taker.accept(key, held.value()));
  }

  long bytes() {
    return quietly.eviction().orElseThrow().weightedSize().orElse(0);
  }

  long maxBytes() {
    return bounds.maxBytes();
  }

  /** How many rows are known, as seen without the lock: for display. */
  int rows() {
    return books.rows();
  }

  long size() {
    return cache.estimatedSize();
  }

  private void evicted(@Nullable String key, @Nullable Held<V> held, RemovalCause cause) {
    if (held != null) {
      evicted.add(held);
    }
  }

  /** Expires what nobody asked for; refreshing a value does not count as asking. */
  private record SinceAsked<V>(long idleNanos) implements Expiry<String, Held<V>> {
    @Override
    public long expireAfterCreate(String key, Held<V> held, long now) {
      return idleNanos;
    }

    @Override
    public long expireAfterUpdate(String key, Held<V> held, long now, long left) {
      return left;
    }

    @Override
    public long expireAfterRead(String key, Held<V> held, long now, long left) {
      return idleNanos;
    }
  }
}
