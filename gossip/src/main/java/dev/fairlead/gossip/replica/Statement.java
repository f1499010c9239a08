package dev.fairlead.gossip.replica;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One SQL statement with its parameters.
 *
 * <p>Values as in {@link dev.fairlead.gossip.change.Change}. Immutable.
 *
 * @param sql the text
 * @param parameters positional parameters
 * @param named named parameters, keys with their sigil ({@code :id}); used when there are no
 *     positional ones
 */
public record Statement(
    String sql, List<@Nullable Object> parameters, Map<String, @Nullable Object> named) {
  /** Copies the collections; they may hold nulls. */
  public Statement {
    parameters = Collections.unmodifiableList(new ArrayList<@Nullable Object>(parameters));
    named = Collections.unmodifiableMap(new LinkedHashMap<String, @Nullable Object>(named));
  }

  /** A statement with positional parameters. */
  public static Statement of(String sql, @Nullable Object... parameters) {
    List<@Nullable Object> list = new ArrayList<>();
    Collections.addAll(list, parameters);
    return new Statement(sql, list, Map.of());
  }
}
