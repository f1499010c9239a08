package dev.fairlead.proxy.balance;

/**
 * Whether an instance is chosen, for all that is known of how it did.
 *
 * <pre>
 *              │ SUCCESS    FAILURE    LIMIT      OVER
 *   ───────────┼──────────────────────────────────────────
 *   SERVING    │ SERVING    SERVING    EJECTED    SERVING
 *   EJECTED    │ EJECTED    EJECTED    EJECTED    TRIAL
 *   TRIAL      │ SERVING    EJECTED    EJECTED    TRIAL
 * </pre>
 *
 * <p>An ejected instance answers too: what was under way, and what it is asked when too many are
 * ejected. That neither shortens its time nor makes it longer.
 */
public enum Standing {
  /** Chosen as usual. */
  SERVING,
  /** Not chosen, until its time is over. */
  EJECTED,
  /** Chosen again as usual; what comes of it decides. */
  TRIAL;

  /** What happens to an instance. */
  enum Event {
    /** It answered well. */
    SUCCESS,
    /** It failed, within what is allowed. */
    FAILURE,
    /** It failed, and that was once too often. */
    LIMIT,
    /** The time of its ejection is over. */
    OVER
  }

  /** What it becomes. */
  Standing after(Event event) {
    return switch (this) {
      case SERVING -> event == Event.LIMIT ? EJECTED : SERVING;
      case EJECTED -> event == Event.OVER ? TRIAL : EJECTED;
      case TRIAL ->
          switch (event) {
            case SUCCESS -> SERVING;
            case FAILURE, LIMIT -> EJECTED;
            case OVER -> TRIAL;
          };
    };
  }
}
