package dev.fairlead.catalog;

import dev.fairlead.catalog.model.ServiceRow;
import java.time.Instant;

/**
 * A service as the catalog keeps it: what was read, and the view made of it.
 *
 * <p>Immutable.
 *
 * @param row what the replica held
 * @param view what lookups answer
 * @param since when it was loaded
 */
record LoadedService(ServiceRow row, ServiceView view, Instant since) {
  private static final int ENTRY_BYTES = 600;
  private static final int INSTANCE_BYTES = 420;
  private static final int PRESENCE_BYTES = 120;
  private static final int REMARK_BYTES = 200;

  /** Whether it has rows that {@code node} owns. */
  boolean dependsOn(String node) {
    return row.instances().stream().anyMatch(instance -> instance.node().equals(node))
        || row.presence().stream().anyMatch(presence -> presence.node().equals(node));
  }

  /** About what it weighs. */
  int bytes() {
    long bytes =
        ENTRY_BYTES
            + (long) INSTANCE_BYTES * row.instances().size()
            + (long) PRESENCE_BYTES * row.presence().size()
            + (long) REMARK_BYTES * row.remarks().size();
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }
}
