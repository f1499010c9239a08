package dev.fairlead.catalog.load;

import dev.fairlead.catalog.lock.LockException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The step of held values of a {@link LazyTable} to the next ones.
 *
 * <pre>
 *   values ─► what each is to be made of, without the lock ─► next ones, under it, in batches
 *                 └─ failed ─► looked at again              └─ no longer held: left alone
 * </pre>
 *
 * <p>For the catalog writer, and may wait for the lock; {@link #count} is for any thread.
 */
final class Renewals<R, V> {
  private static final Logger LOG = LoggerFactory.getLogger(Renewals.class);

  private final Shelf<R, V> shelf;
  private final Consumer<String> again;
  private final LongAdder count = new LongAdder();

  /**
   * None so far.
   *
   * @param again takes the keys that kept their value because something failed
   */
  Renewals(Shelf<R, V> shelf, Consumer<String> again) {
    this.shelf = shelf;
    this.again = again;
  }

  /** A value, and what its successor is made of; null if it has none. */
  private record Next<R, V>(V before, @Nullable R read) {}

  /** As {@link LazyTable#refresh}. */
  void refresh(Map<String, V> before, OwnReader reader) {
    Map<String, Next<R, V>> next = new HashMap<>();
    List<RuntimeException> failures = new ArrayList<>();
    before.forEach((key, value) -> {
      try {
        R read = reader.read(connection -> shelf.source().read(connection, key));
        next.put(key, new Next<>(value, read));
      } catch (RuntimeException e) {
        failures.add(e);
        again.accept(key);
      }
    });
    if (!failures.isEmpty()) { // one line, however many a broken file makes fail
      LOG.warn(
          "{} of {} {}s not refreshed, will be tried again; the first for",
          failures.size(),
          before.size(),
          shelf.kind(),
          failures.getFirst());
    }
    replace("refresh " + shelf.kind() + "s", next);
  }

  /** As {@link LazyTable#remake}. */
  void remake(Map<String, V> before, Function<V, R> read) {
    Map<String, Next<R, V>> next = new HashMap<>();
    before.forEach((key, value) -> next.put(key, new Next<>(value, read.apply(value))));
    replace("remake " + shelf.kind() + "s", next);
  }

  private void replace(String label, Map<String, Next<R, V>> next) {
    List<Map.Entry<String, Next<R, V>>> all = List.copyOf(next.entrySet());
    for (int from = 0; from < all.size(); from += Bounds.REFRESH_BATCH) {
      var batch = all.subList(from, Math.min(all.size(), from + Bounds.REFRESH_BATCH));
      try {
        shelf
            .lock()
            .write(
                label,
                Bounds.LOCK_LIMIT,
                () -> batch.forEach(entry -> replaceOne(entry.getKey(), entry.getValue())));
      } catch (LockException e) {
        next.keySet().forEach(again); // the rest was not replaced
        throw e;
      }
    }
  }

  private void replaceOne(String key, Next<R, V> next) {
    Kept<V> kept = shelf.kept();
    R read = next.read();
    if (!kept.books().holds(key, next.before())) {
      return; // dropped or loaded again since: newer than what was read here
    }
    if (read == null) {
      kept.remove(key);
      return;
    }
    V value = shelf.source().make(read, next.before());
    if (!kept.books().holds(key, value) && kept.replace(key, value)) {
      count.increment();
    }
  }

  /** How many values were replaced since the start. */
  long count() {
    return count.sum();
  }
}
