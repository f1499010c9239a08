package dev.fairlead.catalog.index;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * What a batch of changes may concern: keys by name or pattern, and rows whose keys only the
 * reverse index knows.
 *
 * <p>Confined to the catalog writer.
 */
public final class Touched {
  /** Perhaps more than once each: there are many, and hardly any is loaded. */
  private final List<String> keys = new ArrayList<>();

  private final Set<String> suffixes = new HashSet<>();
  private final Set<String> prefixes = new HashSet<>();
  private final List<String> rows = new ArrayList<>();

  /** A change of this very key. */
  public void key(String key) {
    keys.add(key);
  }

  /** A change of every key that ends so. */
  public void suffix(String suffix) {
    suffixes.add(suffix);
  }

  /** A change of every key that starts so. */
  public void prefix(String prefix) {
    prefixes.add(prefix);
  }

  /** A change of this row, whatever keys were made from it. */
  public void row(String id) {
    rows.add(id);
  }

  /** The keys named, perhaps more than once. */
  public List<String> keys() {
    return keys;
  }

  /** Hands over the {@link RowHash} of each row named, once for each time. */
  public void forEachRow(IntConsumer hashes) {
    for (int i = 0; i < rows.size(); i++) {
      hashes.accept(RowHash.of(rows.get(i)));
    }
  }

  /** The ids of the rows named, perhaps more than once. */
  public List<String> rows() {
    return rows;
  }

  /** The same patterns, and nothing else. */
  public Touched onlyPatterns() {
    Touched only = new Touched();
    only.suffixes.addAll(suffixes);
    only.prefixes.addAll(prefixes);
    return only;
  }

  /** Nothing at all. */
  public boolean isEmpty() {
    return keys.isEmpty() && rows.isEmpty() && !hasPatterns();
  }

  /** Whether keys must be looked through one by one. */
  public boolean hasPatterns() {
    return !suffixes.isEmpty() || !prefixes.isEmpty();
  }

  /** Whether {@code key} fits a pattern. */
  public boolean matchesPattern(String key) {
    return prefixes.stream().anyMatch(key::startsWith) || (!suffixes.isEmpty() && endsWithAny(key));
  }

  /** By the key's own borders, so that it takes as long as the key has dots. */
  private boolean endsWithAny(String key) {
    for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
      if (suffixes.contains(key.substring(dot))) {
        return true;
      }
    }
    return false;
  }
}
