package dev.fairlead.catalog.index;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which loaded keys were made from which rows.
 *
 * <p>A row may be in several: while it moves from one service to another, the one may already be
 * refreshed and the other not. Not thread-safe: guarded by the catalog's lock.
 */
public final class ReverseIndex {
  /** Row id to keys; one key, the usual case, is an immutable set of one. */
  private final Map<String, Set<String>> keysByRow = new HashMap<>();

  /** Remembers that {@code key} was made from {@code rows}. */
  public void add(String key, Collection<String> rows) {
    rows.forEach(row -> keysByRow.merge(row, Set.of(key), ReverseIndex::union));
  }

  /** Forgets it again. */
  public void remove(String key, Collection<String> rows) {
    rows.forEach(row -> keysByRow.computeIfPresent(row, (_, keys) -> without(keys, key)));
  }

  /** The keys made from {@code row}. */
  public Set<String> keys(String row) {
    return keysByRow.getOrDefault(row, Set.of());
  }

  /** How many rows it knows. */
  public int size() {
    return keysByRow.size();
  }

  private static Set<String> union(Set<String> keys, Set<String> added) {
    if (keys.containsAll(added)) {
      return keys;
    }
    Set<String> union = new HashSet<>(keys);
    union.addAll(added);
    return union;
  }

  @SuppressWarnings("NullAway") // null tells the map to remove the row
  private static Set<String> without(Set<String> keys, String key) {
    Set<String> rest = new HashSet<>(keys);
    rest.remove(key);
    return rest.isEmpty() ? null : rest.size() == 1 ? Set.copyOf(rest) : rest;
  }
}
