package dev.fairlead.catalog.load;

import dev.fairlead.catalog.index.Touched;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The loads in flight of a {@link LazyTable}: one per key, however many ask.
 *
 * <pre>
 *   load ─► registered ─► reader thread: query ─► install, under the lock ─► done
 *                 └─ touched meanwhile ──────────────────────────────────────► looked at again
 * </pre>
 *
 * <p>Bounded by the queue of the readers and their number. {@link #load} is for any thread and
 * never blocks; {@link #touch} needs the catalog's lock.
 */
final class Loads<R, V> {
  private final Shelf<R, V> shelf;
  private final ReaderThreads readers;
  private final Consumer<String> again;
  private final ConcurrentMap<String, Load> inFlight = new ConcurrentHashMap<>();
  private final RowJournal journal = new RowJournal();
  private final LongAdder started = new LongAdder();

  /**
   * Nothing in flight.
   *
   * @param again takes the keys that changed while they were loaded
   */
  Loads(Shelf<R, V> shelf, ReaderThreads readers, Consumer<String> again) {
    this.shelf = shelf;
    this.readers = readers;
    this.again = again;
  }

  /** As {@link LazyTable#load}. */
  CompletableFuture<Void> load(String key) {
    RuntimeException failure = shelf.outcomes().failure(key);
    if (failure != null) {
      return CompletableFuture.failedFuture(failure);
    }
    Load load = new Load(key, journal.position());
    Load other = inFlight.putIfAbsent(key, load);
    if (other != null) {
      return other.done();
    }
    if (shelf.kept().get(key) != null || shelf.outcomes().isAbsent(key)) {
      finish(load, null); // settled between the miss and the registration
    } else if (!readers.offer(reader -> run(load, reader))) {
      finish(
          load, new LoadRefused(refusal(key, "too many loads wait (" + ReaderThreads.QUEUE + ")")));
    }
    return load.done();
  }

  private void run(Load load, OwnReader reader) {
    started.increment();
    try {
      R read =
          reader.read(connection -> {
            shelf.source().loading(connection, load.key());
            return shelf.source().read(connection, load.key());
          });
      shelf.lock().write("install " + shelf.kind(), Bounds.LOCK_LIMIT, () -> install(load, read));
      finish(load, null);
    } catch (RuntimeException | Error e) { // also Error: else its key would load for ever
      LoadRefused failure = new LoadRefused(refusal(load.key(), String.valueOf(e.getMessage())), e);
      shelf.outcomes().failed(load.key(), failure);
      finish(load, failure);
    } finally {
      shelf.source().loaded(load.key());
    }
    if (load.touched()) {
      again.accept(load.key());
    }
  }

  /** Under the lock as writer: from here on changes find the key held or absent. */
  @SuppressWarnings("ReferenceEquality") // the source says so that nothing differs
  private void install(Load load, @Nullable R read) {
    String key = load.key();
    if (read == null) {
      shelf.kept().remove(key);
      shelf.outcomes().absent(key);
      shelf.older().settle(key, false);
    } else {
      V before = before(key);
      V value = shelf.source().make(read, before);
      shelf.kept().install(key, value);
      shelf.older().settle(key, value == before);
      shelf.outcomes().exists(key);
      if (journal.hasAnySince(load.from(), hashes -> shelf.source().rows(value, hashes))) {
        load.touch();
      }
    }
    inFlight.remove(key, load);
  }

  /** What lookups answered so far; null if nothing. */
  private @Nullable V before(String key) {
    V held = shelf.kept().books().get(key);
    return held == null ? shelf.older().unverified(key) : held;
  }

  private void finish(Load load, @Nullable RuntimeException failure) {
    inFlight.remove(load.key(), load);
    if (failure == null) {
      load.done().complete(null);
    } else {
      load.done().completeExceptionally(failure);
    }
  }

  private String refusal(String key, String why) {
    return "%s '%s' not loaded: %s".formatted(shelf.kind(), key, why);
  }

  /**
   * Takes note of a change: marks the loads of the keys it names, and remembers its rows until the
   * loads under way know which rows are theirs. A load that is registered after this began sees the
   * change anyway.
   */
  void touch(Touched touched) {
    if (inFlight.isEmpty()) {
      return;
    }
    touched.forEachRow(journal::add);
    if (touched.hasPatterns()) {
      touch(touched::matchesPattern);
    }
    for (String key : touched.keys()) {
      Load load = inFlight.get(key);
      if (load != null) {
        load.touch();
      }
    }
  }

  /** Marks all loads: nobody knows what changed. */
  void touchAll() {
    touch((String _) -> true);
  }

  private void touch(Predicate<String> keys) {
    for (Load load : inFlight.values()) {
      if (keys.test(load.key())) {
        load.touch();
      }
    }
  }

  /** How many run or wait. */
  int size() {
    return inFlight.size();
  }

  /** How many were begun since the start. */
  long started() {
    return started.sum();
  }

  /** Ends those that nobody will run any more. */
  void close() {
    inFlight
        .values()
        .forEach(
            load -> finish(load, new LoadRefused(refusal(load.key(), "the catalog is closed"))));
  }
}
