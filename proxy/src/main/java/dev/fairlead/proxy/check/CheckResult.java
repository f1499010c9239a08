package dev.fairlead.proxy.check;

import dev.fairlead.proxy.check.Condition.Event;

/**
 * How one check ended.
 *
 * <p>Immutable.
 *
 * @param outcome the kind of end
 * @param reason the same for people, such as {@code status 503}
 */
record CheckResult(Outcome outcome, String reason) {
  /** The kinds of ends; their names in lower case are the label of a metric. */
  enum Outcome {
    /** The instance did what was asked. */
    PASSED(Event.PASSED),
    /** It answered with a status that is not expected. */
    STATUS(Event.FAILED),
    /** It refused the connection. */
    REFUSED(Event.FAILED),
    /** No way leads to it. */
    UNREACHABLE(Event.FAILED),
    /** It did not answer in time. */
    TIMEOUT(Event.FAILED),
    /** It ended the connection without an answer. */
    CLOSED(Event.FAILED),
    /** There is no TLS with it, or it is not who it must be. */
    TLS(Event.FAILED),
    /** What it answered is not HTTP/1. */
    MALFORMED(Event.FAILED),
    /** This node could not check, or was too late itself; says nothing about the instance. */
    NOT_MADE(Event.UNDECIDED);

    private final Event event;

    Outcome(Event event) {
      this.event = event;
    }

    /** What it means for the condition of the instance. */
    Event event() {
      return event;
    }
  }
}
