package dev.fairlead.catalog.load;

import dev.fairlead.catalog.index.RowIndex;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link LazyTable} holds, and from which rows it was made.
 *
 * <p>Not thread-safe: guarded by the catalog's lock, as writer where it says that it changes.
 */
final class Books<V> {
  private final Source<?, V> source;
  private final Map<String, Held<V>> held = new HashMap<>();
  private final RowIndex index = new RowIndex();

  /** Keys by their number; null where the number is free. */
  private final List<@Nullable String> keys = new ArrayList<>();

  private final BitSet free = new BitSet();

  Books(Source<?, V> source) {
    this.source = source;
  }

  /** The value of {@code key}; null if it is not held. */
  @Nullable V get(String key) {
    Held<V> found = held.get(key);
    return found == null ? null : found.value();
  }

  /** Whether {@code value} itself is what is held. */
  @SuppressWarnings("ReferenceEquality") // an equal value read earlier is still another one
  boolean holds(String key, V value) {
    return get(key) == value;
  }

  /** Whether this very entry is held. */
  @SuppressWarnings("ReferenceEquality") // as above
  boolean holds(Held<V> entry) {
    return held.get(entry.key()) == entry;
  }

  int size() {
    return held.size();
  }

  /** Rows that keys were made from. */
  int rows() {
    return index.size();
  }

  /** Hands over the held keys that were made from the row with this hash, perhaps others too. */
  void madeFrom(int rowHash, Consumer<String> taker) {
    index.forEachKey(
        rowHash,
        number -> {
          String key = keys.get(number);
          if (key != null) {
            taker.accept(key);
          }
        });
  }

  /** Those of the held keys that fit. */
  List<String> keys(Predicate<String> fits) {
    List<String> fitting = new ArrayList<>();
    for (String key : held.keySet()) {
      if (fits.test(key)) {
        fitting.add(key);
      }
    }
    return fitting;
  }

  /** The held values that fit, by key. */
  Map<String, V> having(Predicate<V> fits) {
    Map<String, V> fitting = new HashMap<>();
    for (Held<V> entry : held.values()) {
      if (fits.test(entry.value())) {
        fitting.put(entry.key(), entry.value());
      }
    }
    return fitting;
  }

  /** The number of a held key, or the one it will get. Changes. */
  int number(String key) {
    Held<V> before = held.get(key);
    if (before != null) {
      return before.number();
    }
    int number = free.nextSetBit(0);
    if (number < 0) {
      number = keys.size();
      keys.add(null);
      free.set(number);
    }
    return number;
  }

  /** Enters {@code key} with a value, in place of what was there. Changes. */
  Held<V> enter(String key, V value) {
    Held<V> entry = new Held<>(key, value, number(key));
    enter(entry);
    return entry;
  }

  /** Enters what has its number already. Changes. */
  void enter(Held<V> entry) {
    strike(entry.key());
    held.put(entry.key(), entry);
    keys.set(entry.number(), entry.key());
    free.clear(entry.number());
    source.rows(entry.value(), hash -> index.add(hash, entry.number()));
  }

  /** Strikes a key out, if it is there. Changes. */
  void strike(String key) {
    Held<V> before = held.remove(key);
    if (before != null) {
      source.rows(before.value(), hash -> index.remove(hash, before.number()));
      keys.set(before.number(), null);
      free.set(before.number());
    }
  }
}
