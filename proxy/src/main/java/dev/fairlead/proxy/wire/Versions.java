package dev.fairlead.proxy.wire;

import dev.fairlead.proxy.wire.Malformed.Part;
import io.netty.handler.codec.http.HttpVersion;

/** The version of HTTP a first line names (RFC 9112, section 2.3). Pure, stateless. */
final class Versions {
  /** {@code HTTP/1.1}. */
  static final int LENGTH = 8;

  private static final byte[] NAME = {'H', 'T', 'T', 'P', '/'};

  private Versions() {}

  /**
   * The version at {@code from}: 1.0 or 1.1.
   *
   * @param begin where the line is in the message
   */
  static HttpVersion of(byte[] octets, int from, int to, long begin) throws Malformed {
    if (to - from < LENGTH) {
      throw Malformed.at(begin + from, Part.LINE, "no HTTP version");
    }
    for (int i = 0; i < NAME.length; i++) {
      if (octets[from + i] != NAME[i]) {
        throw Malformed.octet(octets[from + i], begin + from + i, Part.LINE);
      }
    }
    byte major = octets[from + 5];
    byte minor = octets[from + 7];
    boolean wellFormed =
        Octets.is(Octets.DIGIT, major) && octets[from + 6] == '.' && Octets.is(Octets.DIGIT, minor);
    if (!wellFormed || (to - from > LENGTH && octets[from + LENGTH] != ' ')) {
      throw Malformed.at(begin + from, Part.LINE, "malformed HTTP version");
    }
    if (major != '1' || minor > '1') {
      throw Malformed.of(Part.VERSION, (char) major + "." + (char) minor);
    }
    return minor == '1' ? HttpVersion.HTTP_1_1 : HttpVersion.HTTP_1_0;
  }
}
