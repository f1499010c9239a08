package dev.fairlead.gossip.change;

import java.util.List;

/**
 * Is told which changes are about to be applied, so that a crash or a hang can be traced to one.
 *
 * <p>Whoever implements it writes where the process's end cannot erase it. Each {@link Place} calls
 * from one thread of its own; no call may block or fail.
 */
public interface ChangeJournal {
  /** Keeps nothing. */
  ChangeJournal NONE =
      new ChangeJournal() {
        @Override
        public void applying(Place place, ChangeId id, String table, List<Object> key) {}

        @Override
        public void applied(Place place) {}
      };

  /** Of a batch with more versions only the last ones are told. */
  int MAX_TOLD = 64;

  /** Where a change is applied. */
  enum Place {
    /** In the replica, on its writer thread: versions of other nodes. */
    REPLICA,
    /** In what is loaded of the catalog, on the catalog writer: all versions. */
    CATALOG,
    /** In what somebody asked for and is read from the replica: one thread at a time tells. */
    LOAD
  }

  /**
   * Version {@code id} is going to be applied.
   *
   * @param table the table of one row of it
   * @param key that row
   */
  void applying(Place place, ChangeId id, String table, List<Object> key);

  /** Everything told there is applied. */
  void applied(Place place);
}
