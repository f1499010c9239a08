package dev.fairlead.proxy.supervise;

/** What a process of a node is told to do next, or learns. */
enum Order {
  /** Accept connections; somebody else may still write. */
  SERVE,
  /** Be the node: nobody else writes any more. */
  OWN,
  /** Let go of everything for the next process, finish what runs, end. */
  HANDOVER,
  /** A watchdog is there again. */
  WAIT,
  /** The watchdog is gone. */
  LOST,
  /** End, as an operator or a signal says. */
  STOP
}
