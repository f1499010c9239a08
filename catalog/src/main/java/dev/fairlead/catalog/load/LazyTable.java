package dev.fairlead.catalog.load;

import dev.fairlead.catalog.index.Touched;
import dev.fairlead.catalog.lock.LabelledLock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Values by name, loaded from the replica on first use, once however many ask, and kept up to date.
 *
 * <pre>
 *   lookup ─► get ── held ──────────────────────────────► value
 *              ├─ not held, in the image ────────────► older value, and load
 *              └─ in neither ─► isAbsent ── yes ──────────► unknown
 *                              └─ no ─► load ─► reader thread ─► install ─► done
 *   commit ─► touched: which held keys; marks loads in flight; forgets absent keys
 *          └► refresh: next value of each ─► replace
 * </pre>
 *
 * <p>No change is lost to a load that is under way: a load is registered before its query; a commit
 * is visible to queries before it reaches {@link #touched}; and the catalog's lock orders {@code
 * touched} against installing. So either the query saw the change, or the load is marked and
 * refreshed right after it is installed, or the change finds it installed.
 *
 * <p>{@link #get}, {@link #isAbsent} and {@link #load} are for any thread and never block; the
 * others are for the catalog writer and may wait for the lock.
 *
 * @param <R> what is read
 * @param <V> what is kept
 */
public final class LazyTable<R, V> {
  private final String kind;
  private final LabelledLock lock;
  private final Kept<V> kept;
  private final Outcomes outcomes;
  private final Older<V> older;
  private final Loads<R, V> loads;
  private final Renewals<R, V> renewals;

  /** Keys to look at again; bounded by what is held or in flight. */
  private final Set<String> again = ConcurrentHashMap.newKeySet();

  private final LongAdder evicted = new LongAdder();

  /**
   * An empty table.
   *
   * @param kind {@code host} or {@code service}, for labels and messages
   * @param doorbell wakes the catalog writer
   */
  public LazyTable(
      String kind,
      Source<R, V> source,
      Bounds bounds,
      LabelledLock lock,
      ReaderThreads readers,
      Runnable doorbell) {
    this.kind = kind;
    this.lock = lock;
    this.kept = new Kept<>(source, bounds);
    this.outcomes = new Outcomes(bounds);
    this.older = new Older<>(source, bounds);
    Shelf<R, V> shelf = new Shelf<>(kind, source, lock, kept, outcomes, older);
    this.loads =
        new Loads<>(
            shelf,
            readers,
            key -> {
              again.add(key);
              doorbell.run();
            });
    this.renewals = new Renewals<>(shelf, again::add);
  }

  /** The value of {@code key}, or what the image says of it; null if it is in neither. */
  public @Nullable V get(String key) {
    V held = kept.get(key);
    return held == null ? older.get(key, loads::load) : held;
  }

  /** As {@link #get}, without counting as use. */
  public @Nullable V peek(String key) {
    return kept.peek(key);
  }

  /** A value that is held and was used lately, without counting as use; null for none. */
  public @Nullable V sample() {
    return kept.latest();
  }

  /** Whether {@code key} was looked for a moment ago and does not exist. */
  public boolean isAbsent(String key) {
    return outcomes.isAbsent(key);
  }

  /**
   * Loads {@code key} unless that is under way; the future, which all share, completes on a reader
   * thread once the key is held or absent, exceptionally when the load failed or was refused.
   */
  public CompletableFuture<Void> load(String key) {
    return loads.load(key);
  }

  /** The held keys a change touches, with their values now. */
  public Map<String, V> touched(Touched touched) {
    older.touch(touched);
    return touched.isEmpty()
        ? Map.of()
        : lock.read("find touched " + kind + "s", Bounds.LOCK_LIMIT, () -> find(touched));
  }

  private Map<String, V> find(Touched touched) {
    loads.touch(touched);
    outcomes.forget(touched);
    Books<V> books = kept.books();
    Map<String, V> values = new HashMap<>();
    Consumer<String> taker =
        key -> {
          V value = books.get(key);
          if (value != null) {
            values.put(key, value);
          }
        };
    touched.forEachRow(hash -> books.madeFrom(hash, taker));
    touched.keys().forEach(taker);
    if (touched.hasPatterns()) {
      books.keys(touched::matchesPattern).forEach(taker);
    }
    return values;
  }

  /** Every held key, when nobody knows what changed. */
  public Map<String, V> everything() {
    older.retire();
    return lock.read(
        "find all " + kind + "s",
        Bounds.LOCK_LIMIT,
        () -> {
          loads.touchAll();
          outcomes.forgetAll();
          return kept.books().having(_ -> true);
        });
  }

  /** The held keys whose value fits, with it. */
  public Map<String, V> having(Predicate<V> fits) {
    return lock.read("find " + kind + "s", Bounds.LOCK_LIMIT, () -> kept.books().having(fits));
  }

  /** The keys that were changed while they were loaded, with their values; each once. */
  public Map<String, V> takeAgain() {
    if (again.isEmpty()) {
      return Map.of();
    }
    Touched touched = new Touched();
    again.removeIf(key -> {
      touched.key(key);
      return true;
    });
    return touched(touched);
  }

  /**
   * Replaces values by what the replica holds now. What fails keeps its value and is looked at
   * again by {@link #takeAgain}.
   */
  public void refresh(Map<String, V> before, OwnReader reader) {
    renewals.refresh(before, reader);
  }

  /** Makes values anew from what they were read from, because something else changed. */
  public void remake(Map<String, V> before, Function<V, R> read) {
    renewals.remake(before, read);
  }

  /** Drops a key as an eviction would; the next lookup loads it. */
  public void drop(String key) {
    older.spend(key);
    lock.write("drop " + kind, Bounds.LOCK_LIMIT, () -> kept.remove(key));
  }

  /** Runs the caches' upkeep and takes what they dropped out of the books. */
  public void sweep(boolean expire) {
    if (expire) {
      expire();
    } else {
      kept.passTime();
    }
    if (kept.hasEvicted()) {
      evicted.add(lock.write("evict " + kind + "s", Bounds.LOCK_LIMIT, kept::settleEvicted));
    }
  }

  /** Drops what nobody asked for, and leaves the books to the next sweep. */
  void expire() {
    kept.passTime();
    kept.cleanUp();
    outcomes.cleanUp();
    older.expire();
  }

  /** Hands over what is held, then what the image still says; a moment of each, without a lock. */
  public void forEach(BiConsumer<String, V> taker) {
    kept.forEach(taker);
    older.forEach(taker);
  }

  /** What the image says. */
  public Older<V> older() {
    return older;
  }

  /** Everything held, for operators: immutable, taken under the lock as reader. */
  public Map<String, V> snapshot() {
    return lock.read("list " + kind + "s", Bounds.LOCK_LIMIT, () -> kept.books().having(_ -> true));
  }

  /** What it holds and has done. */
  public TableStatus status() {
    return new TableStatus(
        kept.size(),
        kept.bytes(),
        kept.maxBytes(),
        kept.rows(),
        loads.started(),
        loads.size(),
        renewals.count(),
        evicted.sum(),
        outcomes.absentCount(),
        outcomes.failures());
  }

  /** Ends the loads that nobody will run any more. */
  public void close() {
    loads.close();
  }
}
