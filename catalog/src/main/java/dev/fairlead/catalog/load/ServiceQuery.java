package dev.fairlead.catalog.load;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.fairlead.catalog.model.InFlight;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.PolicyParser;
import dev.fairlead.catalog.model.Presence;
import dev.fairlead.catalog.model.Pressure;
import dev.fairlead.catalog.model.ServiceRow;
import dev.fairlead.gossip.replica.ReplicaReader;
import dev.fairlead.gossip.replica.ReplicaReader.Row;
import dev.fairlead.gossip.replica.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads all of one service from the replica: its row, its instances here, its presence elsewhere.
 *
 * <p>A malformed row is left out and becomes a remark; it never breaks the service. Thread-safe;
 * blocks on the file.
 */
public final class ServiceQuery {
  private static final String SERVICE = "SELECT protocol, policy FROM service WHERE id = ?";
  private static final String INSTANCES =
      "SELECT id, node, region, "
          + InstanceRow.COLUMNS
          + " FROM instance WHERE service = ? ORDER BY id";
  private static final int FIRST_COLUMN = 3;
  private static final String PRESENCE =
      "SELECT node, region, routable, pressure FROM presence WHERE service = ?"
          + " ORDER BY region, node";

  private final String region;
  private final Malformed malformed;

  /**
   * The counters of instances, by id, for as long as anybody refers to one: they outlive refreshes,
   * evictions and moves between services, so that what is in flight is never forgotten.
   */
  private final Cache<String, InFlight> inFlight =
      Caffeine.newBuilder().weakValues().executor(Runnable::run).build();

  /** Reads for a node of {@code region}. */
  public ServiceQuery(String region, Malformed malformed) {
    this.region = region;
    this.malformed = malformed;
  }

  /** The service {@code id}; null if it has no row. */
  public @Nullable ServiceRow read(ReplicaReader reader, String id) {
    List<String[]> rows = reader.query(SERVICE, row -> new String[] {row.text(0), row.text(1)}, id);
    if (rows.isEmpty()) {
      return null;
    }
    String[] service = rows.getFirst();
    List<String> remarks = new ArrayList<>();
    Policy policy = PolicyParser.parse(service[1], remarks);
    remarks.replaceAll(remark -> "service '" + id + "': " + remark);
    List<Instance> instances = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    reader.query(
        Statement.of(INSTANCES, id),
        row -> {
          ids.add(row.text(0));
          addInstance(row, instances, remarks);
        });
    List<Presence> presence = new ArrayList<>();
    reader.query(Statement.of(PRESENCE, id), row -> addPresence(id, row, presence, remarks));
    remarks.forEach(malformed::note);
    return new ServiceRow(id, service[0], policy, instances, ids, presence, remarks);
  }

  private void addInstance(Row row, List<Instance> into, List<String> remarks) {
    String itsRegion = row.text(2).isEmpty() ? region : row.text(2);
    if (!itsRegion.equals(region)) {
      return;
    }
    String id = row.text(0);
    try {
      into.add(InstanceRow.read(row, FIRST_COLUMN, id, row.text(1), region, () -> inFlight(id)));
    } catch (IllegalArgumentException e) {
      remarks.add("instance '" + id + "': " + e.getMessage());
    }
  }

  private InFlight inFlight(String id) {
    return inFlight.get(id, _ -> new InFlight());
  }

  private void addPresence(String service, Row row, List<Presence> into, List<String> remarks) {
    String itsRegion = row.text(1);
    if (itsRegion.isEmpty() || itsRegion.equals(region)) {
      return;
    }
    try {
      Pressure pressure = InstanceRow.choice(Pressure.class, "pressure", row.text(3));
      int routable = InstanceRow.natural("routable", row.integer(2));
      into.add(new Presence(service, row.text(0), itsRegion, routable, pressure));
    } catch (IllegalArgumentException e) {
      remarks.add("presence of '" + service + "' on '" + row.text(0) + "': " + e.getMessage());
    }
  }
}
