package dev.fairlead.catalog.region;

import dev.fairlead.catalog.model.Presence;
import dev.fairlead.gossip.replica.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * From what a node's presence rows say and what they should say to the statements between, at a
 * pace.
 *
 * <p>A row that appears, goes, begins or ceases to tell of routable instances, or tells of more
 * pressure, changes at once. Other changes of a service wait until a second after its last one, and
 * then only the last of them is told. Confined to the catalog writer; bounded by the services told
 * within a second.
 */
final class PresencePlan {
  private static final String PUT =
      "INSERT INTO presence(service, node, region, routable, pressure) VALUES (?, ?, ?, ?, ?)"
          + " ON CONFLICT(service, node) DO UPDATE SET region = excluded.region,"
          + " routable = excluded.routable, pressure = excluded.pressure";
  private static final String DELETE = "DELETE FROM presence WHERE service = ? AND node = ?";

  /** Between two changes of a service that need not be told at once. */
  private static final long PACE_NANOS = 1_000_000_000; // 1 s

  private final String node;

  /** When the services told within the last second were told. */
  private final Map<String, Long> toldNanos = new HashMap<>();

  private @Nullable Long nextNanos;

  /** Nothing told yet by {@code node}. */
  PresencePlan(String node) {
    this.node = node;
  }

  /** Whether a change that waited may be told now. */
  boolean due(long nowNanos) {
    return nextNanos != null && nowNanos - nextNanos >= 0;
  }

  /**
   * The statements that make the rows say {@code wanted}, but for what has to wait.
   *
   * @param said by service
   * @param wanted by service
   * @param most how many statements at most
   */
  List<Statement> between(
      Map<String, Presence> said, Map<String, Presence> wanted, int most, long nowNanos) {
    toldNanos.values().removeIf(told -> nowNanos - told >= PACE_NANOS);
    nextNanos = null;
    List<Statement> statements = new ArrayList<>();
    for (Presence presence : wanted.values()) {
      Presence before = said.get(presence.service());
      if (statements.size() < most && !presence.equals(before)) {
        put(before, presence, statements, nowNanos);
      }
    }
    for (String service : said.keySet()) {
      if (statements.size() < most && !wanted.containsKey(service)) {
        statements.add(Statement.of(DELETE, service, node));
      }
    }
    return statements;
  }

  private void put(
      @Nullable Presence before, Presence next, List<Statement> statements, long nowNanos) {
    Long told = toldNanos.get(next.service());
    if (told != null && !isUrgent(before, next)) {
      long then = told + PACE_NANOS;
      nextNanos = nextNanos == null || then - nextNanos < 0 ? then : nextNanos;
      return;
    }
    toldNanos.put(next.service(), nowNanos);
    statements.add(
        Statement.of(
            PUT,
            next.service(),
            next.node(),
            next.region(),
            (long) next.routable(),
            next.pressure().name().toLowerCase(Locale.ROOT)));
  }

  private static boolean isUrgent(@Nullable Presence before, Presence next) {
    return before == null
        || (before.routable() == 0) != (next.routable() == 0)
        || next.pressure().compareTo(before.pressure()) > 0;
  }
}
