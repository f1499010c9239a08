package dev.fairlead.catalog.path;

/**
 * Characters beyond ASCII, written as escapes: each must be UTF-8 in its shortest form (RFC 3629),
 * because some programs read {@code %c0%af} as a slash.
 *
 * <p>Pure functions.
 */
final class Utf8 {
  private static final int CONTINUATION_MASK = 0xc0;
  private static final int CONTINUATION = 0x80;
  private static final int LARGEST = 0x10_ffff;

  private Utf8() {}

  /** Checks the character whose first escape is at {@code at}; answers where the next begins. */
  static int character(String path, int at, PathScan scan) throws BadPathException {
    int first = PathScan.octet(path, at);
    int more = continuations(first);
    int code = more == 0 ? -1 : first & (0x3f >> more);
    int next = at;
    scan.sawEscape(next);
    next += PathScan.ESCAPE;
    for (int i = 0; i < more && code >= 0; i++, next += PathScan.ESCAPE) {
      int octet = PathScan.octet(path, next);
      if (octet < 0 || (octet & CONTINUATION_MASK) != CONTINUATION) {
        code = -1;
      } else {
        code = code << 6 | (octet & 0x3f);
        scan.sawEscape(next);
      }
    }
    if (code < smallest(more) || code > LARGEST || (code >= 0xd800 && code <= 0xdfff)) {
      throw new BadPathException(at, "path holds escapes that are not UTF-8");
    }
    return next;
  }

  private static int continuations(int first) {
    if (first >= 0xc2 && first < 0xe0) {
      return 1;
    }
    if (first >= 0xe0 && first < 0xf0) {
      return 2;
    }
    return first >= 0xf0 && first < 0xf5 ? 3 : 0;
  }

  /** The smallest code point that needs so many continuations. */
  private static int smallest(int more) {
    return switch (more) {
      case 1 -> 0x80;
      case 2 -> 0x800;
      case 3 -> 0x1_0000;
      default -> 1;
    };
  }
}
