package dev.fairlead.watchdog.succession;

import java.util.List;

/** What is to be done, in the order given. Immutable. */
public sealed interface Directive {
  /**
   * Start a process and make it welcome as a spare.
   *
   * @param id its name from now on
   * @param terms what it is told with its welcome
   */
  record Spawn(int id, Terms terms) implements Directive {}

  /** Tell it something over its link. */
  record Tell(int id, Order order) implements Directive {}

  /** Ping it from now on. */
  record Watch(int id) implements Directive {}

  /** Ping it no more: what it does now is planned. */
  record Unwatch(int id) implements Directive {}

  /** It failed as the owner: from now on there is an incident. */
  record Incident(int id) implements Directive {}

  /** Take the evidence and say when it is there. */
  record Examine(int id) implements Directive {}

  /** SIGTERM. */
  record Terminate(int id) implements Directive {}

  /** SIGKILL. */
  record Kill(int id) implements Directive {}

  /** Look for the orphan of a watchdog that died. */
  record Look(int id) implements Directive {}

  /** Reset whatever waits in the queues of the listeners: one of it may be what kills the nodes. */
  record ResetQueues() implements Directive {}

  /** Answer for the node, which cannot be started. */
  record StandIn() implements Directive {}

  /** Stop answering: a process serves. */
  record StandDown() implements Directive {}

  /** These changes were left out in vain: it may serve them again. */
  record GiveBack(int id, List<String> changes) implements Directive {
    /** Copies the list. */
    public GiveBack {
      changes = List.copyOf(changes);
    }
  }

  /** Somebody should know this; {@code loud} when it needs doing something about. */
  record Say(boolean loud, String text) implements Directive {}

  /** All is over: end with this code. */
  record Exit(int code) implements Directive {}

  /** What a process is told over its link. */
  enum Order {
    /** Accept, read only. */
    SERVE,
    /** Own the data folder. */
    OWN,
    /** Stop accepting, the end is near. */
    QUIESCE,
    /** Release everything, drain, end. */
    HANDOVER,
    /** All is well, you are watched again. */
    WAIT
  }
}
