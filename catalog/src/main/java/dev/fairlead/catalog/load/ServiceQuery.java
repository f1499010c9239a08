package dev.fairlead.catalog.load;

import com.github.benmanes.caffeine.cache.Interner;
import dev.fairlead.catalog.index.RowHash;
import dev.fairlead.catalog.model.InFlights;
import dev.fairlead.catalog.model.InstanceRow;
import dev.fairlead.catalog.model.Instances;
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
 * <p>A row that is malformed or not complete is left out and becomes a remark, and so do the rows
 * beyond a bound; they never break the service. Thread-safe; blocks on the file.
 */
public final class ServiceQuery {
  private static final String SERVICE =
      "SELECT protocol, policy FROM service WHERE id = ? AND " + Arrived.SERVICE;
  private static final String INSTANCES =
      "SELECT id, node, region, %s, %s FROM instance WHERE service = ? ORDER BY id LIMIT ?"
          .formatted(InstanceColumns.COLUMNS, Arrived.INSTANCE);
  private static final int FIRST_COLUMN = 3;
  private static final int ARRIVED_COLUMN = 9;

  /** Nodes elsewhere whose presence of one service is read. */
  static final int MAX_PRESENCE = 16_384;

  private static final String PRESENCE =
      ("SELECT node, region, routable, pressure FROM presence"
              + " WHERE service = ? AND region NOT IN ('', ?) AND %s"
              + " ORDER BY region, node LIMIT ?")
          .formatted(Arrived.PRESENCE);

  private final String region;
  private final Malformed malformed;
  private final int maxInstances;
  private final int maxPresence;
  private final boolean debug;
  private final InFlights inFlights = new InFlights();

  /** The names of nodes and regions, each once: many services are present on the same nodes. */
  private final Interner<String> names = Interner.newWeakInterner();

  /** Policies, each once: many services have the same. */
  private final Interner<Policy> policies = Interner.newWeakInterner();

  /**
   * Reads for a node of {@code region}.
   *
   * @param debug whether policies may order a crash
   */
  public ServiceQuery(String region, Malformed malformed, boolean debug) {
    this(region, malformed, Instances.MAX, MAX_PRESENCE, debug);
  }

  /** As above, with other bounds. */
  ServiceQuery(
      String region, Malformed malformed, int maxInstances, int maxPresence, boolean debug) {
    this.debug = debug;
    this.region = region;
    this.malformed = malformed;
    this.maxInstances = maxInstances;
    this.maxPresence = maxPresence;
  }

  /** The counters of the instances it reads. */
  public InFlights inFlights() {
    return inFlights;
  }

  /** The service {@code id}; null if it has no row. */
  public @Nullable ServiceRow read(ReplicaReader reader, String id) {
    List<String[]> rows = reader.query(SERVICE, row -> new String[] {row.text(0), row.text(1)}, id);
    if (rows.isEmpty()) {
      return null;
    }
    String[] service = rows.getFirst();
    if (debug) {
      PoisonDrill.obey(service[1]);
    }
    Remarks remarks = new Remarks(malformed);
    List<String> ofPolicy = new ArrayList<>();
    Policy policy = policies.intern(PolicyParser.parse(service[1], ofPolicy));
    ofPolicy.forEach(remark -> remarks.malformed("service '" + id + "': " + remark));
    List<Integer> otherRows = new ArrayList<>();
    Instances instances = instances(reader, id, otherRows, remarks);
    List<Presence> presence = presence(reader, id, remarks);
    return new ServiceRow(
        id, names.intern(service[0]), policy, instances, otherRows, presence, remarks.lines());
  }

  private Instances instances(
      ReplicaReader reader, String service, List<Integer> otherRows, Remarks remarks) {
    List<InstanceRow> instances = new ArrayList<>();
    reader.query(
        Statement.of(INSTANCES, service, maxInstances + 1L),
        row -> {
          if (instances.size() + otherRows.size() == maxInstances) {
            remarks.malformed(
                "service '%s': more than %d instances: '%s' and those after it are left out"
                    .formatted(service, maxInstances, row.text(0)));
            return;
          }
          InstanceRow instance = instance(row, remarks);
          if (instance == null) {
            otherRows.add(RowHash.of(row.text(0)));
          } else {
            instances.add(instance);
          }
        });
    return Instances.pack(instances, inFlights);
  }

  /** The instance; null if it must not be used here. */
  private @Nullable InstanceRow instance(Row row, Remarks remarks) {
    String id = row.text(0);
    if (row.integer(ARRIVED_COLUMN) == 0) {
      remarks.add("instance '" + id + "': not all of its columns have arrived");
      return null;
    }
    if (!row.text(2).isEmpty() && !row.text(2).equals(region)) {
      return null;
    }
    try {
      return InstanceColumns.read(row, FIRST_COLUMN, id, row.text(1));
    } catch (IllegalArgumentException e) {
      remarks.malformed("instance '" + id + "': " + e.getMessage());
      return null;
    }
  }

  private List<Presence> presence(ReplicaReader reader, String service, Remarks remarks) {
    List<Presence> presence = new ArrayList<>();
    reader.query(
        Statement.of(PRESENCE, service, region, maxPresence + 1L),
        row -> {
          if (presence.size() == maxPresence) {
            remarks.malformed(
                "service '%s': present on more than %d nodes elsewhere: the others are left out"
                    .formatted(service, maxPresence));
          } else {
            addPresence(service, row, presence, remarks);
          }
        });
    return presence;
  }

  private void addPresence(String service, Row row, List<Presence> into, Remarks remarks) {
    try {
      String node = names.intern(row.text(0));
      String itsRegion = names.intern(row.text(1));
      Pressure pressure = InstanceColumns.choice(Pressure.class, "pressure", row.text(3));
      int routable = InstanceColumns.natural("routable", row.integer(2));
      into.add(new Presence(service, node, itsRegion, routable, pressure));
    } catch (IllegalArgumentException e) {
      remarks.malformed(
          "presence of '" + service + "' on '" + row.text(0) + "': " + e.getMessage());
    }
  }
}
