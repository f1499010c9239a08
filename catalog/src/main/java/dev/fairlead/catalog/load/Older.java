package dev.fairlead.catalog.load;

import dev.fairlead.catalog.image.ImageRecord;
import dev.fairlead.catalog.index.Touched;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The values of this node's last life, from the image: answered at once, and verified by a load
 * that the first answer queues.
 *
 * <pre>
 *   in the image ── asked for ──► served ── its load is done ──► spent (the table holds the next)
 *        └───────── a commit touches it, or one of its rows ──► spent (the next lookup loads)
 * </pre>
 *
 * <p>What is spent is never used again, so after a commit was processed no lookup answers older
 * data than it. The argument: {@link #touch} first marks entries as spent and then takes them out
 * of the served ones; {@link #get} first puts an entry among the served ones and then looks whether
 * it was spent. These accesses are all volatile, so one of the two sees the other, whatever their
 * order: an entry that was spent meanwhile is not answered and does not stay. What the surroundings
 * were when a value was made is settled the same way, by a generation.
 *
 * <p>Bounds: served values weigh a sixteenth of the table's bound at most, beyond it a value is
 * made for each lookup and verified by a later one; {@value Verifier#AT_ONCE} loads wait or run at
 * once; beyond {@value #MAX_PATTERNS} changed wildcards the image is retired, as it is after the
 * time of idleness, or when nobody knows what changed. {@link #get} is for any thread and takes no
 * lock.
 */
public final class Older<V> {
  /** Batches of changed wildcards that are remembered. */
  static final int MAX_PATTERNS = 64;

  /** The share of the table's bound that served values may weigh. */
  private static final int SERVED_SHARE = 16;

  private static final int TRIES = 3;

  private final @Nullable Archive<V> archive;
  private final Source<?, V> source;
  private final Bounds bounds;
  private final long maxBytes;
  private final long openedNanos;
  private final Verifier verifier = new Verifier();

  /** A bit for each entry that must not be used any more; volatile, see the argument. */
  private final AtomicLongArray spent;

  /** Made from the image, not verified yet. */
  private final ConcurrentMap<String, Entry<V>> served = new ConcurrentHashMap<>();

  /** What was changed by pattern since the start. */
  private final List<Touched> patterns = new CopyOnWriteArrayList<>();

  /** Counts how often the surroundings changed; written by the catalog writer, see the argument. */
  private volatile int generation;

  /** Set once, by the catalog writer; see the argument. */
  private volatile boolean retired;

  private final AtomicLong servedBytes = new AtomicLong();
  private final LongAdder changes = new LongAdder();
  private final LongAdder hits = new LongAdder();
  private final LongAdder verified = new LongAdder();
  private final LongAdder differed = new LongAdder();

  /** A value that was served; {@link Verifier} has it loaded. */
  private record Entry<V>(V value, long position, int bytes, Verifier.Ticket ticket) {}

  /** What the archive of {@code source} holds. */
  Older(Source<?, V> source, Bounds bounds) {
    this.archive = source.archive();
    this.source = source;
    this.bounds = bounds;
    this.maxBytes = bounds.maxBytes() / SERVED_SHARE;
    this.openedNanos = bounds.ticker().read();
    this.retired = archive == null;
    this.spent = new AtomicLongArray(archive == null ? 0 : words(archive.part().size()));
  }

  private static int words(long entries) {
    return Math.toIntExact((entries + Long.SIZE - 1) / Long.SIZE);
  }

  /**
   * The value of {@code key} if it may still be used, else null.
   *
   * @param load as {@link LazyTable#load}; verifies what is answered
   */
  @Nullable V get(String key, Function<String, CompletableFuture<Void>> load) {
    Entry<V> entry = served.get(key);
    if (entry != null) {
      hits.increment();
      verifier.ask(entry.ticket(), load);
      return entry.value();
    }
    Archive<V> from = archive;
    if (from == null || retired) {
      return null;
    }
    long position = from.part().find(key);
    V value = position < 0 ? null : recall(from, key, position, load);
    if (value != null) {
      hits.increment();
    }
    return value;
  }

  private @Nullable V recall(
      Archive<V> from, String key, long position, Function<String, CompletableFuture<Void>> load) {
    for (int i = 0; i < TRIES && isUsable(key, position); i++) {
      int before = generation;
      V value = from.value(position);
      if (value == null) {
        return null;
      }
      int bytes = Held.bytes(key) + source.bytes(value);
      if (servedBytes.get() + bytes > maxBytes) {
        return isUsable(key, position) ? value : null;
      }
      var entry = new Entry<>(value, position, bytes, new Verifier.Ticket(key));
      Entry<V> other = put(key, entry);
      if (other != null) {
        return other.value();
      }
      if (generation == before && isUsable(key, position)) {
        verifier.ask(entry.ticket(), load);
        return value;
      }
      remove(key, entry);
    }
    return null;
  }

  /** Whether nothing was heard that makes the entry wrong. */
  private boolean isUsable(String key, long position) {
    if (retired || isSpent(position)) {
      return false;
    }
    for (Touched changed : patterns) {
      if (changed.matchesPattern(key)) {
        return false;
      }
    }
    return true;
  }

  private boolean isSpent(long position) {
    return (spent.get((int) (position >>> 6)) & 1L << position) != 0;
  }

  private @Nullable Entry<V> put(String key, Entry<V> entry) {
    Entry<V> other = served.putIfAbsent(key, entry);
    if (other == null) {
      servedBytes.addAndGet(entry.bytes());
    }
    return other;
  }

  private void remove(String key, Entry<V> entry) {
    if (served.remove(key, entry)) {
      servedBytes.addAndGet(-entry.bytes());
    }
  }

  /** The value that was served for {@code key} and not verified yet; null if there is none. */
  @Nullable V unverified(String key) {
    Entry<V> entry = served.get(key);
    return entry == null ? null : entry.value();
  }

  /** The replica was asked for {@code key}: the table has what it said. */
  void settle(String key, boolean same) {
    Entry<V> entry = served.get(key);
    if (entry != null) {
      (same ? verified : differed).increment();
    }
    spend(key);
  }

  /** Takes {@code key} out of use. */
  void spend(String key) {
    if (!retired && archive != null) {
      long position = archive.part().find(key);
      if (position >= 0) {
        spend(position);
      }
    }
    forget(key);
  }

  /** Whether it was not spent before. */
  private boolean spend(long position) {
    long bit = 1L << position;
    boolean first =
        (spent.getAndAccumulate((int) (position >>> 6), bit, (word, set) -> word | set) & bit) == 0;
    if (first) {
      changes.increment();
    }
    return first;
  }

  private void forget(String key) {
    Entry<V> entry = served.get(key);
    if (entry != null) {
      remove(key, entry);
    }
  }

  /** Takes out of use what a change concerns; on the catalog writer, or before it starts. */
  public void touch(Touched touched) {
    Archive<V> from = archive;
    if (retired || from == null) {
      return;
    }
    touched.keys().forEach(this::spend);
    boolean[] any = {touched.hasPatterns()};
    touched.rows().forEach(row -> from.part().madeFrom(row, position -> any[0] |= spend(position)));
    if (touched.hasPatterns()) {
      if (patterns.size() == MAX_PATTERNS) {
        retire();
        return;
      }
      patterns.add(touched.onlyPatterns());
      changes.increment();
    }
    if (any[0]) {
      served.forEach((key, entry) -> {
        if (!isUsable(key, entry.position())) {
          remove(key, entry);
        }
      });
    }
  }

  /** The surroundings changed: served values are made anew when they are next asked for. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // only the catalog writer writes it
  public void remake() {
    generation++;
    served.forEach(this::remove);
  }

  /** Uses the image no more. */
  public void retire() {
    if (!retired) {
      changes.increment();
    }
    retired = true;
    served.forEach(this::remove);
  }

  /** Retires the image once it is older in use than anything is kept unasked. */
  void expire() {
    if (!retired && bounds.ticker().read() - openedNanos > bounds.idle().toNanos()) {
      retire();
    }
  }

  /** Hands over what may still be used; what is damaged is left out. */
  void forEach(BiConsumer<String, V> taker) {
    Archive<V> from = archive;
    for (long at = 0; from != null && at < from.part().size() && !retired; at++) {
      ImageRecord read = isSpent(at) ? null : from.part().record(at);
      if (read != null && isUsable(read.key(), at)) {
        V value = from.value(read);
        if (value != null) {
          taker.accept(read.key(), value);
        }
      }
    }
  }

  /** Grows whenever there is less that may be used. */
  public long changes() {
    return changes.sum();
  }

  /** What it has done. */
  public OlderStatus status() {
    return new OlderStatus(
        retired || archive == null ? 0 : archive.part().size(),
        hits.sum(),
        served.size(),
        verified.sum(),
        differed.sum());
  }
}
