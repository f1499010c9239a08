package dev.fairlead.proxy.observe;

/**
 * What a W3C {@code traceparent} says (Trace Context, section 3.2):
 *
 * <pre>
 *   00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
 *   │  trace id                         parent id        flags
 *   version; a later one may have more behind a further dash
 * </pre>
 *
 * <p>The proxy takes no part in traces: the field goes on as it came, whatever it says. Pure
 * functions.
 */
final class TraceParent {
  private static final int TRACE = 3;
  private static final int PARENT = 36;
  private static final int FLAGS = 53;
  private static final int LENGTH = 55;

  private TraceParent() {}

  /** The trace id of a field; empty if it is malformed. */
  static String traceId(String field) {
    boolean valid =
        field.length() >= LENGTH
            && hex(field, 0, 2)
            && !field.startsWith("ff")
            && dashed(field)
            && hex(field, TRACE, PARENT - 1)
            && hex(field, PARENT, FLAGS - 1)
            && hex(field, FLAGS, LENGTH)
            && !zeros(field, TRACE, PARENT - 1)
            && !zeros(field, PARENT, FLAGS - 1);
    return valid && endsWell(field) ? field.substring(TRACE, PARENT - 1) : "";
  }

  private static boolean dashed(String field) {
    return field.charAt(TRACE - 1) == '-'
        && field.charAt(PARENT - 1) == '-'
        && field.charAt(FLAGS - 1) == '-';
  }

  private static boolean endsWell(String field) {
    return field.length() == LENGTH || (!field.startsWith("00") && field.charAt(LENGTH) == '-');
  }

  private static boolean hex(String field, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = field.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  private static boolean zeros(String field, int from, int to) {
    for (int i = from; i < to; i++) {
      if (field.charAt(i) != '0') {
        return false;
      }
    }
    return true;
  }
}
