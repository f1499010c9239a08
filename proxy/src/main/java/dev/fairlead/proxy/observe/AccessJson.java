package dev.fairlead.proxy.observe;

/**
 * An entry of the access log as one JSON object on a line. Every object has every field; {@code
 * null} is for what does not exist. Pure functions.
 */
final class AccessJson {
  private static final long NANOS_PER_MICRO = 1_000;

  private AccessJson() {}

  /** Adds the line of {@code entry}. */
  static void write(AccessEntry entry, LogBuffer out) {
    out.ascii("{\"time\":\"").time(entry.times().epochMillis()).put('"');
    text(out, ",\"client\":", entry.who().client());
    text(out, ",\"listener\":", entry.who().listener());
    text(out, ",\"protocol\":", entry.who().protocol());
    text(out, ",\"host\":", entry.asked().host());
    text(out, ",\"method\":", entry.asked().method());
    text(out, ",\"path\":", entry.asked().target());
    text(out, ",\"version\":", entry.asked().version());
    number(out, ",\"status\":", entry.outcome().status() == 0 ? -1 : entry.outcome().status());
    number(out, ",\"bytes_in\":", entry.moved().in());
    number(out, ",\"bytes_out\":", entry.moved().out());
    millis(out, ",\"total_ms\":", entry.times().totalNanos());
    millis(out, ",\"connect_ms\":", entry.times().connectNanos());
    millis(out, ",\"first_byte_ms\":", entry.times().firstByteNanos());
    text(out, ",\"service\":", entry.served().service());
    text(out, ",\"region\":", entry.served().region());
    text(out, ",\"instance\":", entry.served().instance());
    number(out, ",\"retries\":", entry.served().retries());
    text(out, ",\"end\":", entry.outcome().end().letters());
    text(out, ",\"code\":", entry.outcome().code());
    text(out, ",\"request_id\":", entry.ids().request());
    text(out, ",\"trace_id\":", TraceParent.traceId(entry.ids().traceparent()));
    out.ascii("}\n");
  }

  private static void text(LogBuffer out, String name, String value) {
    out.ascii(name);
    if (value.isEmpty()) {
      out.ascii("null");
    } else {
      out.string(value);
    }
  }

  private static void number(LogBuffer out, String name, long value) {
    out.ascii(name);
    if (value < 0) {
      out.ascii("null");
    } else {
      out.number(value);
    }
  }

  private static void millis(LogBuffer out, String name, long nanos) {
    out.ascii(name);
    if (nanos < 0) {
      out.ascii("null");
      return;
    }
    long micros = nanos / NANOS_PER_MICRO;
    out.number(micros / 1_000).put('.').thousandths(micros % 1_000);
  }
}
