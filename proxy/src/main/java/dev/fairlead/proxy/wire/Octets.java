package dev.fairlead.proxy.wire;

/**
 * Which octets may stand where (RFC 9110 section 5, RFC 9112 sections 3 and 7). Pure, stateless.
 */
final class Octets {
  /** Of names: methods, fields, chunk extensions. */
  static final int TOKEN = 1;

  /** Of a request target: what is printable. */
  static final int TARGET = 2;

  /** Of a field's value, a reason, a quoted string: printable, blanks, and beyond ASCII. */
  static final int VALUE = 4;

  /** Decimal digits. */
  static final int DIGIT = 8;

  private static final byte[] KINDS = kinds();

  private Octets() {}

  private static byte[] kinds() {
    byte[] kinds = new byte[256];
    for (int c = 0x21; c < 0x100; c++) {
      if (c != 0x7f) {
        kinds[c] |= VALUE;
      }
      if (c < 0x7f) {
        kinds[c] |= TARGET;
      }
      boolean plain = c < 0x80 && Character.isLetterOrDigit(c);
      if (plain || "!#$%&'*+-.^_`|~".indexOf(c) >= 0) {
        kinds[c] |= TOKEN;
      }
      if (c >= '0' && c <= '9') {
        kinds[c] |= DIGIT;
      }
    }
    kinds[' '] |= VALUE;
    kinds['\t'] |= VALUE;
    return kinds;
  }

  /** Whether {@code octet} is of {@code kind}. */
  static boolean is(int kind, byte octet) {
    return (KINDS[octet & 0xff] & kind) != 0;
  }

  /**
   * The place of the first octet in {@code [from, to)} that is not of {@code kind}; or {@code to}.
   */
  static int firstNot(int kind, byte[] octets, int from, int to) {
    int at = from;
    while (at < to && (KINDS[octets[at] & 0xff] & kind) != 0) {
      at++;
    }
    return at;
  }

  /** The value of a hexadecimal digit; -1 if it is none. */
  static int hex(byte octet) {
    if (octet >= '0' && octet <= '9') {
      return octet - '0';
    }
    int lower = octet | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  static boolean blank(byte octet) {
    return octet == ' ' || octet == '\t';
  }
}
