package dev.fairlead.catalog.load;

import dev.fairlead.catalog.model.CheckSpec;
import dev.fairlead.catalog.model.CheckedRow;
import dev.fairlead.catalog.model.InstanceRow;
import dev.fairlead.gossip.replica.ReplicaReader;
import dev.fairlead.gossip.replica.ReplicaReader.Row;
import dev.fairlead.gossip.replica.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the instances that a node owns and has to check: those of services with a usable check.
 *
 * <p>Rows that are malformed or not complete are left out; they are reported when their service is
 * loaded. So are those of UDP services: nothing listens there for a check. Thread-safe; blocks on
 * the file.
 */
public final class CheckQuery {
  // CROSS JOIN keeps SQLite from walking through all services.
  private static final String OWN =
      ("SELECT instance.id, instance.service, service.policy, %s"
              + " FROM instance CROSS JOIN service ON service.id = instance.service"
              + " WHERE instance.node = ? AND instr(service.policy, 'check') > 0"
              + " AND service.protocol <> 'udp' AND %s AND %s")
          .formatted(InstanceColumns.COLUMNS, Arrived.INSTANCE, Arrived.SERVICE);

  private static final int FIRST_COLUMN = 3;

  private final String node;

  /** Reads the instances of {@code node}. */
  public CheckQuery(String node) {
    this.node = node;
  }

  /** All of them. */
  public List<CheckedRow> all(ReplicaReader reader) {
    return read(reader, Statement.of(OWN, node));
  }

  /** Those of {@code service}. */
  public List<CheckedRow> ofService(ReplicaReader reader, String service) {
    return read(reader, Statement.of(OWN + " AND instance.service = ?", node, service));
  }

  /** The instance {@code id}; null if it is none of them. */
  public @Nullable CheckedRow one(ReplicaReader reader, String id) {
    List<CheckedRow> rows = read(reader, Statement.of(OWN + " AND instance.id = ?", node, id));
    return rows.isEmpty() ? null : rows.getFirst();
  }

  private static List<CheckedRow> read(ReplicaReader reader, Statement statement) {
    List<CheckedRow> rows = new ArrayList<>();
    Map<String, Optional<CheckSpec>> specs = new HashMap<>(); // many instances, one policy
    reader.query(
        statement,
        row ->
            specs
                .computeIfAbsent(
                    row.text(2), policy -> Optional.ofNullable(CheckSpec.ofPolicy(policy)))
                .ifPresent(spec -> add(row, spec, rows)));
    return rows;
  }

  private static void add(Row row, CheckSpec spec, List<CheckedRow> rows) {
    try {
      InstanceRow read = InstanceColumns.read(row, FIRST_COLUMN, row.text(0), "");
      boolean up = read.state() == InstanceRow.State.UP;
      rows.add(new CheckedRow(read.id(), row.text(1), read.endpoint(), up, read.health(), spec));
    } catch (IllegalArgumentException e) {
      // Nobody can be routed to it, whatever a check said.
    }
  }
}
