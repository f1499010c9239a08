package dev.fairlead.proxy.observe;

import java.util.Locale;

/**
 * An entry of the access log as a line of words, for people: {@code time client listener host
 * "METHOD path version" status bytes_in bytes_out total_ms connect_ms first_byte_ms service region
 * instance retries end}. Pure functions.
 */
final class AccessText {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private AccessText() {}

  /** Adds the line of {@code entry}. */
  static void write(AccessEntry entry, LogBuffer out) {
    out.time(entry.times().epochMillis());
    word(out, entry.who().client());
    word(out, entry.who().listener());
    word(out, entry.asked().host());
    request(out, entry);
    out.put(' ').number(entry.outcome().status());
    out.put(' ').number(entry.moved().in());
    out.put(' ').number(entry.moved().out());
    millis(out, entry.times().totalNanos());
    millis(out, entry.times().connectNanos());
    millis(out, entry.times().firstByteNanos());
    word(out, entry.served().service());
    word(out, entry.served().region());
    word(out, entry.served().instance());
    out.put(' ').number(entry.served().retries());
    out.put(' ').ascii(entry.outcome().end().letters()).put('\n');
  }

  private static void request(LogBuffer out, AccessEntry entry) {
    AccessEntry.Asked asked = entry.asked();
    out.ascii(" \"");
    if (!asked.method().isEmpty()) {
      out.quoted(asked.method()).put(' ').quoted(asked.target()).put(' ').ascii(asked.version());
    } else if (entry.who().protocol().startsWith("http")) {
      out.ascii("<BADREQ>"); // as HAProxy has it
    } else {
      out.ascii(entry.who().protocol().toUpperCase(Locale.ROOT));
    }
    out.put('"');
  }

  private static void word(LogBuffer out, String text) {
    out.put(' ').word(text);
  }

  private static void millis(LogBuffer out, long nanos) {
    out.put(' ');
    if (nanos < 0) {
      out.put('-');
    } else {
      out.number(nanos / NANOS_PER_MILLI);
    }
  }
}
