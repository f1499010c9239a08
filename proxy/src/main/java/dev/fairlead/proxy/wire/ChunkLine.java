package dev.fairlead.proxy.wire;

import dev.fairlead.proxy.wire.Malformed.Part;

/**
 * The line before a chunk (RFC 9112, section 7.1): its size, and extensions nobody uses, which are
 * checked and never passed on. Pure, stateless.
 */
final class ChunkLine {
  private ChunkLine() {}

  /**
   * The size of the chunk.
   *
   * @param line the line without its end
   * @param begin where it is in the message
   */
  static long size(byte[] line, int length, long begin) throws Malformed {
    int digits = digits(line, length);
    if (digits == 0) {
      throw length == 0
          ? Malformed.at(begin, Part.BODY, "empty chunk size")
          : Malformed.octet(line[0], begin, Part.BODY);
    }
    long size = 0;
    for (int i = 0; i < digits; i++) {
      size = size << 4 | Octets.hex(line[i]);
    }
    if (digits > Limits.CHUNK_DIGITS || size < 0) {
      throw Malformed.at(begin, Part.BODY, "chunk size beyond " + Limits.CHUNK_DIGITS + " digits");
    }
    if (digits < length) {
      checkExtensions(line, digits, length, begin);
    }
    return size;
  }

  /** Bytes of the line that are extensions. */
  static int extension(byte[] line, int length) {
    return length - digits(line, length);
  }

  private static int digits(byte[] line, int length) {
    int digits = 0;
    while (digits < length && Octets.hex(line[digits]) >= 0) {
      digits++;
    }
    return digits;
  }

  /** {@code ;name}, {@code ;name=token} or {@code ;name="quoted"}, without blanks between. */
  private static void checkExtensions(byte[] line, int from, int length, long begin)
      throws Malformed {
    int at = from;
    while (at < length) {
      if (line[at] != ';') {
        throw Malformed.octet(line[at], begin + at, Part.BODY);
      }
      at = token(line, at + 1, length, begin);
      if (at < length && line[at] == '=') {
        boolean quoted = at + 1 < length && line[at + 1] == '"';
        at = quoted ? quoted(line, at + 2, length, begin) : token(line, at + 1, length, begin);
      }
    }
  }

  private static int token(byte[] line, int from, int length, long begin) throws Malformed {
    int end = Octets.firstNot(Octets.TOKEN, line, from, length);
    if (end == from) {
      throw Malformed.at(begin + from, Part.BODY, "malformed chunk extension");
    }
    return end;
  }

  private static int quoted(byte[] line, int from, int length, long begin) throws Malformed {
    for (int at = from; at < length; at++) {
      if (line[at] == '"') {
        return at + 1;
      }
      if (line[at] == '\\') {
        at++;
      }
      if (at == length || !Octets.is(Octets.VALUE, line[at])) {
        break;
      }
    }
    throw Malformed.at(begin + from, Part.BODY, "malformed chunk extension");
  }
}
