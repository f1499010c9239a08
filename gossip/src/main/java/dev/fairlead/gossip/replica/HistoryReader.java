package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.Stream;
import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.change.VersionRange;
import java.util.List;

/**
 * Reads versions back out of the replica, for nodes that miss them.
 *
 * <p>Confined to one thread at a time, with a connection of its own.
 */
public interface HistoryReader extends AutoCloseable {
  /**
   * Versions of {@code stream} in {@code range}, ascending, those without anything left included,
   * up to about {@code maxBytes} of values but at least one; fewer than asked means: ask again from
   * there. Versions this replica does not hold are left out.
   */
  List<Version> read(Stream stream, VersionRange range, long maxBytes);

  @Override
  void close();
}
