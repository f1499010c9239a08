package dev.fairlead.catalog.load;

/**
 * SQL that tells which rows of a replicated table are complete.
 *
 * <p>Versions of different origins arrive in any order: an update may be here before the insert it
 * follows, and the row then shows defaults in the columns that are still under way. The replica's
 * clock tables tell: a column that has arrived has a cell. Rows that are not complete are not used;
 * when the rest arrives, the change feed names the row.
 *
 * <p>Pure. A column's number in the clock tables is its place in the schema, from 0.
 */
final class Arrived {
  /** All of an instance. */
  static final String INSTANCE = all("instance", "r.p0 = instance.id", 1, 9);

  /** All of a service. */
  static final String SERVICE = all("service", "r.p0 = service.id", 1, 2);

  /** All of a route. */
  static final String ROUTE = all("route", "r.p0 = route.id", 1, 5);

  /** All of a presence. */
  static final String PRESENCE =
      all("presence", "r.p0 = presence.service AND r.p1 = presence.node", 2, 4);

  private Arrived() {}

  /** 1 if the columns {@code first} to {@code last} of the row {@code where} are there, else 0. */
  private static String all(String table, String where, int first, int last) {
    return "((SELECT count(*) FROM fairlead_row_%1$s r CROSS JOIN fairlead_cell_%1$s c ON c.k = r.k WHERE %2$s AND c.col BETWEEN %3$d AND %4$d) = %5$d)"
        .formatted(table, where, first, last, last - first + 1);
  }
}
