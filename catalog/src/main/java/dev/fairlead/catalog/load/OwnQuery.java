package dev.fairlead.catalog.load;

import dev.fairlead.catalog.index.RowHash;
import dev.fairlead.catalog.model.OwnRows;
import dev.fairlead.catalog.model.Presence;
import dev.fairlead.catalog.model.Pressure;
import dev.fairlead.catalog.model.RowHashes;
import dev.fairlead.gossip.replica.ReplicaReader;
import dev.fairlead.gossip.replica.ReplicaReader.Row;
import dev.fairlead.gossip.replica.Statement;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Reads the rows that a node owns. Thread-safe; blocks on the file. */
public final class OwnQuery {
  private static final String INSTANCES =
      "SELECT id, service, %s, %s FROM instance WHERE node = ?"
          .formatted(InstanceColumns.COLUMNS, Arrived.INSTANCE);
  private static final String PRESENCE =
      "SELECT service, region, routable, pressure FROM presence WHERE node = ?";
  private static final int FIRST_COLUMN = 2;
  private static final int ARRIVED_COLUMN = 8;

  private final String node;

  /** Reads the rows of {@code node}. */
  public OwnQuery(String node) {
    this.node = node;
  }

  /** The rows now. */
  public OwnRows read(ReplicaReader reader) {
    IntStream.Builder ids = IntStream.builder();
    Map<String, Integer> routable = new HashMap<>();
    reader.query(
        Statement.of(INSTANCES, node),
        row -> {
          ids.add(RowHash.of(row.text(0)));
          routable.merge(row.text(1), isRoutable(row) ? 1 : 0, Integer::sum);
        });
    Map<String, Presence> presence = new HashMap<>();
    reader.query(
        Statement.of(PRESENCE, node),
        row -> {
          int said = Math.clamp(row.integer(2), 0, Integer.MAX_VALUE);
          Pressure pressure = pressure(row.text(3));
          presence.put(row.text(0), new Presence(row.text(0), node, row.text(1), said, pressure));
        });
    routable.remove("");
    return new OwnRows(RowHashes.of(ids.build()), routable, presence);
  }

  private static boolean isRoutable(Row row) {
    return row.integer(ARRIVED_COLUMN) != 0
        && InstanceColumns.routable(row, FIRST_COLUMN, row.text(0));
  }

  /** What the row says; an unknown word reads as full, which will be put right. */
  private static Pressure pressure(String text) {
    for (Pressure pressure : Pressure.values()) {
      if (pressure.name().toLowerCase(Locale.ROOT).equals(text)) {
        return pressure;
      }
    }
    return Pressure.FULL;
  }
}
