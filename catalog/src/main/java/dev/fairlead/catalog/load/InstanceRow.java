package dev.fairlead.catalog.load;

import dev.fairlead.catalog.model.InFlight;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.Instance.Health;
import dev.fairlead.catalog.model.Instance.State;
import dev.fairlead.gossip.replica.ReplicaReader.Row;
import dev.fairlead.gossip.swim.Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.function.Supplier;

/** Reads and checks the columns of an instance that say how to use it. Pure. */
final class InstanceRow {
  /** The columns, in the order they are read from {@code first} on. */
  static final String COLUMNS = "endpoint, state, health, weight, soft, hard";

  private InstanceRow() {}

  /**
   * The instance.
   *
   * @param first the place of the first of {@link #COLUMNS} in {@code row}
   * @throws IllegalArgumentException naming the column that is malformed
   */
  static Instance read(
      Row row, int first, String id, String node, String region, Supplier<InFlight> load) {
    return new Instance(
        id,
        node,
        region,
        endpoint(row.text(first)),
        choice(State.class, "state", row.text(first + 1)),
        choice(Health.class, "health", row.text(first + 2)),
        natural("weight", row.integer(first + 3)),
        natural("soft", row.integer(first + 4)),
        natural("hard", row.integer(first + 5)),
        load.get());
  }

  /** Whether the row is well formed and allows traffic. */
  static boolean routable(Row row, int first) {
    try {
      return read(row, first, "", "", "", InFlight::new).routable();
    } catch (IllegalArgumentException e) {
      return false; // reported when its service is loaded
    }
  }

  private static InetSocketAddress endpoint(String text) {
    Address address = Address.parse(text);
    return new InetSocketAddress(InetAddress.ofLiteral(address.host()), address.port());
  }

  static <E extends Enum<E>> E choice(Class<E> type, String column, String value) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(value)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(column + " '" + value + "' is unknown");
  }

  static int natural(String column, long value) {
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(column + " " + value + " is out of range");
    }
    return (int) value;
  }
}
