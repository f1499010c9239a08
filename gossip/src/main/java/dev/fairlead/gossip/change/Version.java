package dev.fairlead.gossip.change;

import java.util.List;

/**
 * The changes of one transaction of one origin for one scope: applied as a whole or not at all.
 *
 * <p>No changes means that nothing of it is left: later versions overwrote every cell. Immutable.
 *
 * @param stream who wrote it, for whom
 * @param number its place in the stream, from 1, without holes
 * @param committedAtMillis wall clock of the origin at its commit, for measuring lag only
 * @param changes in the order of their {@code seq}
 */
public record Version(Stream stream, long number, long committedAtMillis, List<Change> changes) {
  /** Checks the number and copies the list. */
  public Version {
    if (number < 1) {
      throw new IllegalArgumentException("versions count from 1, not " + number);
    }
    changes = List.copyOf(changes);
  }
}
