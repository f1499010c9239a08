package dev.fairlead.proxy.ledger;

import dev.fairlead.gossip.change.ChangeId;
import dev.fairlead.gossip.change.ChangeJournal;
import dev.fairlead.watchdog.ledger.Change;
import dev.fairlead.watchdog.ledger.ChangeLane;
import dev.fairlead.watchdog.ledger.NodeLedger;
import java.util.List;

/**
 * Notes the changes being applied in the ledger, where the watchdog finds them after the process.
 *
 * <p>As thread-safe as its use asks for: one thread per place.
 *
 * @param ledger the node's half of the page
 */
public record LedgerJournal(NodeLedger ledger) implements ChangeJournal {
  @Override
  public void applying(Place place, ChangeId id, String table, List<Object> key) {
    ledger.applying(
        lane(place),
        new Change(
            id.stream().origin().toString(),
            id.stream().scope().toString(),
            id.number(),
            table,
            key.toString()));
  }

  @Override
  public void applied(Place place) {
    ledger.applied(lane(place));
  }

  private static ChangeLane lane(Place place) {
    return switch (place) {
      case REPLICA -> ChangeLane.MERGE;
      case CATALOG -> ChangeLane.CATALOG;
      case LOAD -> ChangeLane.LOAD;
    };
  }
}
