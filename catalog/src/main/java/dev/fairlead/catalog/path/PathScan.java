package dev.fairlead.catalog.path;

import java.util.Locale;

/**
 * One pass over a path: whether it is in normal form, and whether it has one.
 *
 * <p>Confined to one thread; used once.
 */
final class PathScan {
  /** Characters of an escape such as {@code %20}. */
  static final int ESCAPE = 3;

  private static final int ASCII = 128;
  private static final int DELETE = 0x7f;
  private static final boolean[] UNRESERVED = table("-._~", true);
  private static final boolean[] RAW = table("-._~!$&'()*+,;=:@/", true);

  /** What no URI may hold raw, but clients send and mean as it is. */
  private static final boolean[] ESCAPED = table("\"<>^`{|}[]", false);

  private final String path;
  private boolean normal = true;

  /** Segments between the root and the one looked at. */
  private int depth;

  /** What was seen of the segment: its characters when decoded, those of them that are dots. */
  private int length;

  private int dots;
  private int segment;

  PathScan(String path) {
    this.path = path;
  }

  private static boolean[] table(String marks, boolean alphanumeric) {
    boolean[] table = new boolean[ASCII];
    for (char c = 0; alphanumeric && c < ASCII; c++) {
      table[c] = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
    marks.chars().forEach(c -> table[c] = true);
    return table;
  }

  static boolean isUnreserved(int octet) {
    return octet < ASCII && UNRESERVED[octet];
  }

  /** Whether a character stays as it is in a path. */
  static boolean mayBeRaw(int c) {
    return c < ASCII && RAW[c];
  }

  /** Whether the path is in normal form; throws if it has none. */
  boolean isNormal() throws BadPathException {
    if (path.isEmpty() || path.charAt(0) != '/') {
      throw new BadPathException(0, "path does not begin with a slash");
    }
    segment = 1;
    for (int i = 1; i < path.length(); ) {
      char c = path.charAt(i);
      if (c == '/') {
        endSegment(i, false);
        i++;
      } else if (c == '%') {
        i = escape(i);
      } else {
        raw(c, i);
        i++;
      }
    }
    endSegment(path.length(), true);
    return normal;
  }

  private void raw(char c, int at) throws BadPathException {
    refuseParameterOfDots(c);
    if (!mayBeRaw(c)) {
      if (c >= ASCII || !ESCAPED[c]) {
        throw new BadPathException(at, "path holds character %02x".formatted((int) c));
      }
      normal = false;
    }
    length++;
    dots += c == '.' ? 1 : 0;
  }

  /** Some servers drop the parameter first and resolve {@code ..} then. */
  private void refuseParameterOfDots(int c) throws BadPathException {
    if (c == ';' && length > 0 && length == dots && dots <= 2) {
      throw new BadPathException(segment, "path holds a dot segment with a parameter");
    }
  }

  private void endSegment(int at, boolean last) throws BadPathException {
    if (length == 0) {
      normal &= last; // an empty one at the end is the slash before it
    } else if (length == dots && dots == 1) {
      normal = false;
    } else if (length == dots && dots == 2) {
      normal = false;
      if (--depth < 0) {
        throw new BadPathException(segment, "path leaves the root");
      }
    } else {
      depth++;
    }
    length = 0;
    dots = 0;
    segment = at + 1;
  }

  /** Looks at an escape, or the several of one character; answers where it goes on. */
  private int escape(int at) throws BadPathException {
    int octet = octet(path, at);
    if (octet < 0) {
      throw new BadPathException(at, "path holds a % that is no escape");
    }
    if (octet >= ASCII) {
      length++;
      return Utf8.character(path, at, this);
    }
    if (octet < ' ' || octet == DELETE || octet == '/' || octet == '\\') {
      throw new BadPathException(at, "path holds " + text(at));
    }
    if (octet == '%') {
      refuseEscapedTwice(at);
    }
    refuseParameterOfDots(octet);
    normal &= !isUnreserved(octet) && isCapital(at);
    length++;
    dots += octet == '.' ? 1 : 0;
    return at + ESCAPE;
  }

  /** An instance that decodes once more must find nothing that is refused when written once. */
  private void refuseEscapedTwice(int at) throws BadPathException {
    int next = at + ESCAPE;
    int octet;
    do {
      int low = next + width(next);
      octet = pair(plain(next), plain(low));
      next = low + width(low);
    } while (octet == '%');
    if (octet >= 0 && (octet < ' ' || octet == '/' || octet == '\\' || octet == '.')) {
      throw new BadPathException(at, "path holds an escape that is escaped once more");
    }
  }

  /** The character at {@code at} once unreserved escapes are decoded; 0 if there is none. */
  private char plain(int at) {
    int octet = octet(path, at);
    if (octet >= 0) {
      return isUnreserved(octet) ? (char) octet : '%';
    }
    return at < path.length() ? path.charAt(at) : 0;
  }

  private int width(int at) {
    return octet(path, at) < 0 ? 1 : ESCAPE;
  }

  private String text(int at) {
    return path.substring(at, at + ESCAPE).toLowerCase(Locale.ROOT);
  }

  /** Notes that an escape is part of a character beyond ASCII. */
  void sawEscape(int at) {
    normal &= isCapital(at);
  }

  private boolean isCapital(int at) {
    return path.charAt(at + 1) < 'a' && path.charAt(at + 2) < 'a';
  }

  /** The octet an escape at {@code at} stands for; -1 if it is none. */
  static int octet(String path, int at) {
    return at < path.length() && path.charAt(at) == '%' ? hexPair(path, at + 1) : -1;
  }

  private static int hexPair(String path, int at) {
    if (at + 2 > path.length()) {
      return -1;
    }
    return pair(path.charAt(at), path.charAt(at + 1));
  }

  private static int pair(char first, char second) {
    int high = digit(first);
    int low = digit(second);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  /** Not {@link Character#digit}, which knows digits of other scripts. */
  private static int digit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }
}
