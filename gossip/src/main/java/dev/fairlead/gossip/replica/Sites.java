package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.SiteId;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * The small numbers that stand for site ids in the clock tables; 0 is this replica.
 *
 * <p>Confined to the writer thread.
 */
final class Sites {
  /** This replica. */
  static final int SELF = 0;

  private final Database database;
  private final Map<SiteId, Integer> numbers = new HashMap<>();
  private final Map<Integer, SiteId> ids = new HashMap<>();

  Sites(Database database) throws SQLException {
    this.database = database;
    reload();
  }

  /** Forgets what a transaction added that was rolled back. */
  void reload() throws SQLException {
    numbers.clear();
    ids.clear();
    database.query(
        "SELECT ord, id FROM fairlead_site",
        rows -> put(SiteId.fromBytes(rows.getBytes(2)), rows.getInt(1)));
  }

  SiteId self() {
    return id(SELF);
  }

  int count() {
    return numbers.size();
  }

  boolean knows(SiteId id) {
    return numbers.containsKey(id);
  }

  /** The id of a number taken from a clock table. */
  SiteId id(int number) {
    SiteId id = ids.get(number);
    if (id == null) {
      throw new IllegalStateException("clock tables name site " + number + ", which is unknown");
    }
    return id;
  }

  /** The number of {@code id}; a new one, written in the current transaction, if it has none. */
  int number(SiteId id) throws SQLException {
    Integer known = numbers.get(id);
    if (known != null) {
      return known;
    }
    int next = numbers.size();
    database.update("INSERT INTO fairlead_site(ord, id) VALUES (?, ?)", next, id.toBytes());
    put(id, next);
    return next;
  }

  private void put(SiteId id, int number) {
    numbers.put(id, number);
    ids.put(number, id);
  }
}
