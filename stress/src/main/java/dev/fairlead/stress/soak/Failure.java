package dev.fairlead.stress.soak;

/**
 * A request that was not answered as it should be.
 *
 * <p>Immutable. Times are those of {@link System#nanoTime}.
 *
 * @param kind of the request
 * @param begin before its first byte was sent, or its connection opened
 * @param end when it was clear that it failed
 * @param what {@code FC01} and so on, of an answer of the proxy's own; {@code cut}, {@code
 *     refused}, {@code unanswered}, {@code status 500} or {@code wrong} otherwise
 * @param bodyBytes of the request
 * @param detail for people
 */
record Failure(Kind kind, long begin, long end, String what, int bodyBytes, String detail) {
  /** The connection broke. */
  static final String CUT = "cut";

  /** Nobody listened. */
  static final String REFUSED = "refused";

  /** Nothing came in time. */
  static final String UNANSWERED = "unanswered";

  /** An answer that is not the right one. */
  static final String WRONG = "wrong";

  /** Whether it was under way at any time between two moments. */
  boolean underWay(long from, long to) {
    return begin - to <= 0 && end - from >= 0;
  }

  @Override
  public String toString() {
    return "%s %s after %.0f ms, body of %d bytes: %s"
        .formatted(kind.word(), what, (end - begin) / 1e6, bodyBytes, detail);
  }
}
