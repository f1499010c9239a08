package dev.fairlead.stress.bench.peer;

import dev.fairlead.stress.node.NodeApi;
import dev.fairlead.stress.node.SupervisedNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose data a Fairlead node serves, and how the origin gets into it.
 *
 * <p>Immutable.
 *
 * @param node its name
 * @param region its region
 * @param data its data folder; null for a new one
 * @param host the host that leads to the origin
 * @param instance the instance that is to be the origin; empty to add the rows of one
 */
public record Home(String node, String region, @Nullable Path data, String host, String instance) {
  private static final String SERVICE =
      "INSERT INTO service(id, protocol) VALUES (?, ?) ON CONFLICT DO NOTHING";
  private static final String BY_HOST =
      "INSERT INTO route(id, service, host) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
  private static final String BY_PORT =
      "INSERT INTO route(id, service, port) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
  private static final String INSTANCE =
      "INSERT INTO instance(id, service, endpoint) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
  private static final String MOVE = "UPDATE instance SET endpoint = ? WHERE id = ?";

  /** A node that knows nothing but the origin. */
  static Home fresh(String host) {
    return new Home("bench-1", "here", null, host, "");
  }

  /**
   * Leads to the origin.
   *
   * @return the endpoint that was there before; empty if none was
   */
  String leadTo(String origin, NodeApi api) throws IOException {
    if (!instance.isEmpty()) {
      List<String> before = api.rows("SELECT endpoint FROM instance WHERE id = '" + instance + "'");
      require(before.size() == 1 && api.write(MOVE, origin, instance));
      return before.getFirst();
    }
    // A node that has just started on a busy core may not acknowledge in time, and yet write.
    require(SupervisedNode.awaitWithin(SupervisedNode.LIMIT, () -> add(origin, api)));
    return "";
  }

  private boolean add(String origin, NodeApi api) {
    return api.write(SERVICE, "web", "http")
        && api.write(BY_HOST, "web", "web", host)
        && api.write(INSTANCE, "web", "web", origin)
        && api.write(SERVICE, "tcp", "tcp")
        && api.write(BY_PORT, "tcp", "tcp", Door.TCP.port())
        && api.write(INSTANCE, "tcp", "tcp", origin);
  }

  /** Undoes it in data that others use too. */
  void restore(String before, NodeApi api) {
    if (!before.isEmpty()) {
      boolean _ = api.write(MOVE, before, instance);
    }
  }

  private static void require(boolean written) throws IOException {
    if (!written) {
      throw new IOException("the node did not take the rows that lead to the origin");
    }
  }
}
