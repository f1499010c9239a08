package dev.fairlead.gossip.replica;

import java.util.List;

/**
 * What the table {@code instance} adds for local writes: an empty owner or region becomes this
 * node's, and a row of another region is refused, because it would never get there.
 *
 * <p>Pure.
 */
final class InstanceSql {
  private static final String HERE = "(SELECT applying FROM fairlead_context) = 0";
  // RAISE takes a constant only: SQLite before 3.47 would not even open a file with anything else.
  private static final String REFUSE =
      " BEGIN SELECT RAISE(ABORT, 'instance.region is not the region of this node: write the row at a node of its region')"
          + " FROM fairlead_self WHERE NEW.region <> region; END";
  private static final String FILL =
      " BEGIN UPDATE instance SET node = iif(node = '', (SELECT node FROM fairlead_self), node),"
          + " region = iif(region = '', (SELECT region FROM fairlead_self), region) WHERE id = NEW.id; END";
  private static final String EMPTY = " AND (NEW.node = '' OR NEW.region = '')";

  /** The statements that create them. */
  static final List<String> TRIGGERS =
      List.of(
          "CREATE TRIGGER fairlead_instance_insert_check BEFORE INSERT ON instance WHEN NEW.region <> '' AND "
              + HERE
              + REFUSE,
          "CREATE TRIGGER fairlead_instance_update_check BEFORE UPDATE OF region ON instance WHEN NEW.region <> '' AND "
              + HERE
              + REFUSE,
          "CREATE TRIGGER fairlead_instance_insert_fill AFTER INSERT ON instance WHEN "
              + HERE
              + EMPTY
              + FILL,
          "CREATE TRIGGER fairlead_instance_update_fill AFTER UPDATE OF node, region ON instance WHEN "
              + HERE
              + EMPTY
              + FILL);

  private InstanceSql() {}
}
