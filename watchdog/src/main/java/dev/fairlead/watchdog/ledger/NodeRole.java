package dev.fairlead.watchdog.ledger;

/** What a node's process is to the service. */
public enum NodeRole {
  /** It has not said yet, or in a word this program does not know. */
  UNKNOWN,
  /** Warm and idle. */
  SPARE,
  /** Accepts and routes, reads only. */
  SERVING,
  /** The whole node. */
  OWNER,
  /** Accepts nothing and finishes what runs. */
  LEAVING
}
