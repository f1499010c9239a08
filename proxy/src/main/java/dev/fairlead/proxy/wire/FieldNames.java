package dev.fairlead.proxy.wire;

import io.netty.util.AsciiString;
import java.util.List;

/**
 * The names most messages have, each made once: a name seen again costs no allocation and brings
 * its hash along.
 *
 * <p>A table of one name per place; a name that is not in it is made new. Pure, immutable.
 */
final class FieldNames {
  private static final int PLACES = 256;

  private static final AsciiString[] TABLE = table();

  private FieldNames() {}

  private static AsciiString[] table() {
    AsciiString[] table = new AsciiString[PLACES];
    for (String name :
        List.of(
            "Accept",
            "Accept-Encoding",
            "Accept-Language",
            "Accept-Ranges",
            "Age",
            "Authorization",
            "Cache-Control",
            "Connection",
            "Content-Encoding",
            "Content-Length",
            "Content-Type",
            "Cookie",
            "Date",
            "ETag",
            "Expires",
            "Host",
            "If-Modified-Since",
            "If-None-Match",
            "Last-Modified",
            "Location",
            "Origin",
            "Referer",
            "Sec-Fetch-Dest",
            "Sec-Fetch-Mode",
            "Sec-Fetch-Site",
            "Server",
            "Set-Cookie",
            "Transfer-Encoding",
            "Upgrade-Insecure-Requests",
            "User-Agent",
            "Vary")) {
      for (String spelling : List.of(name, name.toLowerCase(java.util.Locale.ROOT))) {
        AsciiString made = AsciiString.cached(spelling);
        table[place(made.array(), 0, made.length())] = made;
      }
    }
    return table;
  }

  private static int place(byte[] octets, int from, int to) {
    int length = to - from;
    int mixed = octets[from] * 31 + octets[from + length / 2] * 7 + octets[to - 1] + length * 13;
    return mixed & (PLACES - 1);
  }

  /** The name in {@code [from, to)}, which is not empty, as it is spelled there. */
  static AsciiString of(byte[] octets, int from, int to) {
    AsciiString known = TABLE[place(octets, from, to)];
    if (known != null && equal(known, octets, from, to)) {
      return known;
    }
    return new AsciiString(octets, from, to - from, true);
  }

  private static boolean equal(AsciiString known, byte[] octets, int from, int to) {
    return known.length() == to - from
        && java.util.Arrays.equals(known.array(), 0, known.length(), octets, from, to);
  }
}
