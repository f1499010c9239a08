package dev.fairlead.catalog.region;

import dev.fairlead.catalog.model.Presence;
import dev.fairlead.gossip.replica.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * From what a node's presence rows say and what they should say to the statements between. Pure.
 */
final class PresencePlan {
  private static final String PUT =
      "INSERT INTO presence(service, node, region, routable, pressure) VALUES (?, ?, ?, ?, ?)"
          + " ON CONFLICT(service, node) DO UPDATE SET region = excluded.region,"
          + " routable = excluded.routable, pressure = excluded.pressure";
  private static final String DELETE = "DELETE FROM presence WHERE service = ? AND node = ?";

  private PresencePlan() {}

  /**
   * The statements that make the rows of {@code node} say {@code wanted}.
   *
   * @param said by service
   * @param wanted by service
   */
  static List<Statement> between(
      String node, Map<String, Presence> said, Map<String, Presence> wanted) {
    List<Statement> statements = new ArrayList<>();
    wanted.forEach((service, presence) -> {
      if (!presence.equals(said.get(service))) {
        statements.add(put(presence));
      }
    });
    said.keySet().stream()
        .filter(service -> !wanted.containsKey(service))
        .forEach(service -> statements.add(Statement.of(DELETE, service, node)));
    return statements;
  }

  private static Statement put(Presence presence) {
    return Statement.of(
        PUT,
        presence.service(),
        presence.node(),
        presence.region(),
        (long) presence.routable(),
        presence.pressure().name().toLowerCase(Locale.ROOT));
  }
}
