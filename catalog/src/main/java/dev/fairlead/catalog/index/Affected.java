package dev.fairlead.catalog.index;

import dev.fairlead.gossip.change.ChangedRow;
import dev.fairlead.gossip.change.Commit;
import java.util.List;
import java.util.Locale;

/**
 * From changed rows to the services and hosts they touch.
 *
 * <pre>
 *   service  row ─► its key                          ─► that service
 *   presence row ─► the service in its key           ─► that service
 *   instance row ─► the services made from it before ─► those, and the one its column now names
 *   route    row ─► the hosts made from it before    ─► those, and those its column now fits
 * </pre>
 *
 * <p>A change carries only the columns that changed, but all of them when the row is new. So a
 * change that does not say where the row belongs is of a row that was there before, and those who
 * have it, or are just loading it, are found by the row. Pure.
 *
 * @param services what the services should look at
 * @param hosts what the hosts should look at
 */
public record Affected(Touched services, Touched hosts) {
  /** What {@code commits} touch. */
  public static Affected by(List<Commit> commits) {
    Affected affected = new Affected(new Touched(), new Touched());
    for (Commit commit : commits) {
      commit.rows().forEach(affected::add);
    }
    return affected;
  }

  private void add(ChangedRow row) {
    if (row.key().isEmpty()) {
      return;
    }
    String id = String.valueOf(row.key().getFirst());
    switch (row.table()) {
      case "service", "presence" -> services.key(id);
      case "instance" -> addInstance(id, row);
      case "route" -> addRoute(id, row);
      default -> {} // tables of users
    }
  }

  private void addInstance(String id, ChangedRow row) {
    services.row(id);
    Object service = row.columns().get("service");
    if (service != null) {
      services.key(service.toString());
    }
  }

  private void addRoute(String id, ChangedRow row) {
    hosts.row(id);
    Object host = row.columns().get("host");
    if (host == null) {
      return; // not changed
    }
    String pattern = host.toString().toLowerCase(Locale.ROOT);
    if (pattern.isEmpty()) {
      hosts.prefix(":"); // any host, on one port or on all
    } else if (pattern.startsWith("*.")) {
      hosts.suffix(pattern.substring(1));
    } else {
      hosts.key(pattern);
    }
  }
}
