package dev.fairlead.gossip.replica;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts the parameters of a statement in the order SQLite numbers them.
 *
 * <p>Pure.
 */
final class Parameters {
  private Parameters() {}

  /**
   * The values to bind.
   *
   * @throws ReplicaException if one is missing, superfluous, too large or no value of SQLite
   */
  static List<@Nullable Object> of(Statement statement) {
    List<String> names = SqlCheck.parameters(statement.sql());
    List<@Nullable Object> values = new ArrayList<>();
    if (statement.parameters().isEmpty() && !statement.named().isEmpty()) {
      for (String name : names) {
        if (!statement.named().containsKey(name)) {
          throw new ReplicaException("no value for parameter '" + name + "'");
        }
        values.add(value(statement.named().get(name), name));
      }
      return values;
    }
    if (names.size() != statement.parameters().size()) {
      throw new ReplicaException(
          "the statement has %d parameters, %d values were given"
              .formatted(names.size(), statement.parameters().size()));
    }
    for (Object value : statement.parameters()) {
      values.add(value(value, String.valueOf(values.size() + 1)));
    }
    return values;
  }

  private static @Nullable Object value(@Nullable Object value, String parameter) {
    Object plain =
        switch (value) {
          case null -> null;
          case Integer number -> (Object) number.longValue();
          case Boolean truth -> (Object) (truth ? 1L : 0L);
          case Long number -> number;
          case Double number -> number;
          case String text -> text;
          case byte[] bytes -> Arrays.copyOf(bytes, bytes.length);
          default ->
              throw new ReplicaException(
                  "parameter "
                      + parameter
                      + ": not a value of SQLite: "
                      + value.getClass().getName());
        };
    if (ValueOrder.bytes(plain) > LocalWrites.VALUE_BYTES) {
      throw new ReplicaException("parameter " + parameter + " is larger than 1 MiB");
    }
    return plain;
  }
}
