package dev.fairlead.stress.traffic;

/**
 * One request, and what came of it.
 *
 * <p>Immutable. Times are those of {@link System#nanoTime}.
 *
 * @param kind on what kind of connection
 * @param due when it was to be sent; waiting begins here
 * @param end when the answer had arrived, or it was clear that none would
 * @param outcome what came of it
 * @param detail why, when it was not served; otherwise empty
 */
public record Visit(Kind kind, long due, long end, Outcome outcome, String detail) {
  /** On what kind of connection. */
  public enum Kind {
    /** An HTTP request on a connection of its own. */
    FRESH,
    /** An HTTP request on a connection that is kept. */
    KEPT,
    /** A message that a TCP stream brings back. */
    STREAM,
    /** A message that a WebSocket brings back. */
    WEBSOCKET
  }

  /** What came of it. */
  public enum Outcome {
    /** It was answered as it should be. */
    SERVED,
    /** Nobody listened: the connection was refused. */
    REFUSED,
    /** A connection that was established broke. */
    CUT,
    /** An answer that was not the right one, such as a 503. */
    FAILED,
    /** No answer in time. */
    UNANSWERED
  }

  /** Whether it was answered as it should be. */
  public boolean served() {
    return outcome == Outcome.SERVED;
  }

  /** How long the client waited, in milliseconds. */
  public double millis() {
    return (end - due) / 1e6;
  }

  /** Whether it was under way at {@code nanos}. */
  public boolean underWayAt(long nanos) {
    return due - nanos <= 0 && end - nanos >= 0;
  }
}
