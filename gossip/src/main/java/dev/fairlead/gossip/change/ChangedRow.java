package dev.fairlead.gossip.change;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row that a commit changed, and the columns that changed in it.
 *
 * <p>Immutable.
 *
 * @param table the table
 * @param key the values of the primary key columns, in their order
 * @param alive whether the row exists after the commit
 * @param columns the columns outside the key that got a new value, with it: all of them when the
 *     commit created the row, none when it deleted it
 * @param by the last version in the commit that changed it; null if that is not known
 */
public record ChangedRow(
    String table,
    List<Object> key,
    boolean alive,
    Map<String, @Nullable Object> columns,
    @Nullable ChangeId by) {
  /** A row changed by nobody knows which version. */
  public ChangedRow(
      String table, List<Object> key, boolean alive, Map<String, @Nullable Object> columns) {
    this(table, key, alive, columns, null);
  }
}
