package dev.fairlead.catalog.load;

import dev.fairlead.catalog.model.InstanceRow;
import dev.fairlead.catalog.model.InstanceRow.Health;
import dev.fairlead.catalog.model.InstanceRow.State;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.gossip.replica.ReplicaReader.Row;
import dev.fairlead.gossip.swim.Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads and checks the columns of an instance. Pure. */
final class InstanceColumns {
  /** The columns that say how to use it, in the order they are read from {@code first} on. */
  static final String COLUMNS = "endpoint, state, health, weight, soft, hard";

  private InstanceColumns() {}

  /**
   * The instance.
   *
   * @param first the place of the first of {@link #COLUMNS} in {@code row}
   * @throws IllegalArgumentException naming the column that is malformed
   */
  static InstanceRow read(Row row, int first, String id, String node) {
    return new InstanceRow(
        notTooLong("id", id),
        notTooLong("node", node),
        endpoint(row.text(first)),
        choice(State.class, "state", row.text(first + 1)),
        choice(Health.class, "health", row.text(first + 2)),
        natural("weight", row.integer(first + 3)),
        natural("soft", row.integer(first + 4)),
        natural("hard", row.integer(first + 5)));
  }

  /** Whether the row is well formed and allows traffic. */
  static boolean routable(Row row, int first, String id) {
    try {
      return read(row, first, id, "").routable();
    } catch (IllegalArgumentException e) {
      return false; // reported when its service is loaded
    }
  }

  private static String notTooLong(String column, String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length > Instances.MAX_NAME_BYTES) {
      throw new IllegalArgumentException(
          column + " is longer than " + Instances.MAX_NAME_BYTES + " bytes");
    }
    return text;
  }

  private static InetSocketAddress endpoint(String text) {
    Address address = Address.parse(text);
    InetAddress literal = InetAddress.ofLiteral(address.host());
    if (literal instanceof Inet6Address ipv6 && ipv6.getScopeId() != 0) {
      throw new IllegalArgumentException("'" + text + "': a scope means nothing on another node");
    }
    return new InetSocketAddress(literal, address.port());
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
