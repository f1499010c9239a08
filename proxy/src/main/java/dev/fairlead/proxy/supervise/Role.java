package dev.fairlead.proxy.supervise;

/**
 * What a process of a node is at the moment, and what it does at an order. Pure.
 *
 * <pre>
 *            SERVE          OWN          HANDOVER           WAIT     LOST               STOP
 *   SPARE    SERVING serve  OWNER own    LEAVING end        –        LEAVING end        LEAVING end
 *   SERVING  –              OWNER own    LEAVING hand over  –        ORPHAN own alone   LEAVING end
 *   OWNER    –              –            LEAVING hand over  –        ORPHAN wait        LEAVING end
 *   ORPHAN   –              –            LEAVING hand over  OWNER    ORPHAN wait        LEAVING end
 *   LEAVING  –              –            –                  –        –                  –
 * </pre>
 *
 * A dash is nothing to do, and the same role. A process that serves for one that hangs and loses
 * its watchdog becomes the node by itself: the lock on the data folder says whether it may.
 */
enum Role {
  /** Warm, reads only, idle. */
  SPARE,
  /** Accepts and routes, reads only. */
  SERVING,
  /** Is the node. */
  OWNER,
  /** Is the node, and has no watchdog. */
  ORPHAN,
  /** Accepts nothing, writes nothing, finishes what runs. */
  LEAVING;

  /** What is done at an order. */
  enum Act {
    /** Nothing. */
    NOTHING,
    /** Accept. */
    SERVE,
    /** Take the data folder. */
    OWN,
    /** Take the data folder if it is free, then wait for a watchdog. */
    OWN_ALONE,
    /** Wait for a watchdog, serving. */
    AWAIT_WATCHDOG,
    /** Release what another process needs, then finish and end. */
    HAND_OVER,
    /** Finish and end. */
    END
  }

  /**
   * What follows an order.
   *
   * @param role from now on
   * @param act to be done
   */
  record Step(Role role, Act act) {}

  /** The table above. */
  Step on(Order order) {
    return switch (this) {
      case SPARE ->
          switch (order) {
            case SERVE -> new Step(SERVING, Act.SERVE);
            case OWN -> new Step(OWNER, Act.OWN);
            case WAIT -> nothing();
            case HANDOVER, LOST, STOP -> new Step(LEAVING, Act.END);
          };
      case SERVING ->
          switch (order) {
            case OWN -> new Step(OWNER, Act.OWN);
            case SERVE, WAIT -> nothing();
            case HANDOVER -> new Step(LEAVING, Act.HAND_OVER);
            case LOST -> new Step(ORPHAN, Act.OWN_ALONE);
            case STOP -> new Step(LEAVING, Act.END);
          };
      case OWNER, ORPHAN ->
          switch (order) {
            case SERVE, OWN -> nothing();
            case WAIT -> new Step(OWNER, Act.NOTHING);
            case HANDOVER -> new Step(LEAVING, Act.HAND_OVER);
            case LOST -> new Step(ORPHAN, Act.AWAIT_WATCHDOG);
            case STOP -> new Step(LEAVING, Act.END);
          };
      case LEAVING -> nothing();
    };
  }

  private Step nothing() {
    return new Step(this, Act.NOTHING);
  }
}
