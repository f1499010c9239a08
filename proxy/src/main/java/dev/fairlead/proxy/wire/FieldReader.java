package dev.fairlead.proxy.wire;

import dev.fairlead.proxy.wire.Malformed.Part;
import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;

/**
 * Reads field lines up to the empty line that ends them (RFC 9112, section 5).
 *
 * <p>A name, a colon, a value; no blank around the name, no line that goes on in the next.
 * Responses may have blanks before the colon, which are removed as section 5.1 wants. Confined to
 * its event loop.
 */
final class FieldReader {
  private final LineReader lines;
  private final Limits limits;
  private final boolean blankBeforeColon;
  private int left;
  private int count;

  FieldReader(LineReader lines, Limits limits, boolean blankBeforeColon) {
    this.lines = lines;
    this.limits = limits;
    this.blankBeforeColon = blankBeforeColon;
  }

  /** New fields begin. */
  void reset() {
    left = limits.fieldBytes();
    count = 0;
  }

  /**
   * Reads what is there.
   *
   * @return whether the fields are complete
   */
  boolean read(ByteBuf in, Fields into) throws Malformed {
    while (true) {
      int length = lines.read(in, left, Part.FIELD, Part.FIELDS_SIZE);
      if (length <= 0) {
        return length == 0;
      }
      left = Math.max(0, left - length - 2);
      if (++count > limits.fields()) {
        throw Malformed.at(lines.begin(), Part.FIELDS_SIZE, "too many");
      }
      add(length, into);
    }
  }

  private void add(int length, Fields into) throws Malformed {
    byte[] line = lines.octets();
    if (Octets.blank(line[0])) {
      throw Malformed.at(lines.begin(), Part.FIELD, "a blank begins the line");
    }
    int nameEnd = Octets.firstNot(Octets.TOKEN, line, 0, length);
    int colon = nameEnd;
    while (blankBeforeColon && colon < length && Octets.blank(line[colon])) {
      colon++;
    }
    if (colon == length) {
      throw Malformed.at(lines.begin() + length, Part.FIELD, "no colon");
    }
    if (line[colon] != ':') {
      throw Malformed.octet(line[colon], lines.begin() + colon, Part.FIELD);
    }
    if (nameEnd == 0) {
      throw Malformed.at(lines.begin(), Part.FIELD, "empty name");
    }
    into.append(FieldNames.of(line, 0, nameEnd), value(line, colon + 1, length));
  }

  private AsciiString value(byte[] line, int from, int length) throws Malformed {
    int bad = Octets.firstNot(Octets.VALUE, line, from, length);
    if (bad < length) {
      throw Malformed.octet(line[bad], lines.begin() + bad, Part.FIELD);
    }
    int begin = from;
    int end = length;
    while (begin < end && Octets.blank(line[begin])) {
      begin++;
    }
    while (end > begin && Octets.blank(line[end - 1])) {
      end--;
    }
    return new AsciiString(line, begin, end - begin, true);
  }
}
