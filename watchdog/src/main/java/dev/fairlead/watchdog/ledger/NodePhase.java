package dev.fairlead.watchdog.ledger;

/** What a node is at; it goes through them in this order, a spare may stay in one. */
public enum NodePhase {
  /** It has not said yet, or in a word this program does not know. */
  UNKNOWN,
  /** Reads and checks its configuration. */
  CONFIG,
  /** Takes its sockets. */
  BIND,
  /** Opens the replica. */
  REPLICA,
  /** Opens the catalog. */
  CATALOG,
  /** Joins the others. */
  GOSSIP,
  /** The start is over. */
  SERVING,
  /** It ends because it was asked to. */
  LEAVING
}
