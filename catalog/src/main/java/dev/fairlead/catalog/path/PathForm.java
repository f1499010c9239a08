package dev.fairlead.catalog.path;

/**
 * The one normal form of a path, by which requests are routed and in which they are sent on.
 *
 * <p>Equal in the eyes of an instance shall be equal for a route, or a rule for {@code /admin} is
 * passed by with {@code /%61dmin}. So (RFC 3986, sections 6.2.2 and 5.2.4):
 *
 * <pre>
 *   %61            ► a           an unreserved character needs no escape
 *   %c3%bc         ► %C3%BC      hex digits are capitals
 *   {              ► %7B         what no URI may hold raw is escaped
 *   /a/./b, /a/../b ► /a/b, /b   dot segments are resolved
 *   /a//b          ► /a/b        empty segments are dropped: many instances do, none may be fooled
 * </pre>
 *
 * <p>No normal form has what programs are known to disagree on: {@code %2f}, {@code %5c}, encoded
 * control characters, a backslash, a broken escape, escapes that are not UTF-8, escapes of these
 * that were escaped once more ({@code %252f}, {@code %252e}), {@code ..} above the root, and dot
 * segments with a parameter ({@code ..;x}). What is reserved stays as it was written: {@code ;} and
 * {@code %3B} differ, as the RFC has it.
 *
 * <p>Normalising twice is normalising once, and the result never leaves the root. Pure functions; a
 * path in normal form is found to be so in one pass, and is the same object afterwards; the usual
 * one, without escapes, without allocation.
 */
public final class PathForm {
  private PathForm() {}

  /**
   * The normal form of {@code path}; the same object if that is what it is.
   *
   * @param path begins with a slash, no query; one character for each byte
   * @throws BadPathException if it has none
   */
  public static String normal(String path) throws BadPathException {
    return isPlain(path) || new PathScan(path).isNormal() ? path : rewritten(path);
  }

  /** Whether nothing in the path needs a second look: no escapes, no segment that might be dots. */
  private static boolean isPlain(String path) {
    if (path.isEmpty() || path.charAt(0) != '/') {
      return false;
    }
    for (int i = 1; i < path.length(); i++) {
      char c = path.charAt(i);
      boolean begins = path.charAt(i - 1) == '/';
      if (!PathScan.mayBeRaw(c) || (begins && (c == '/' || c == '.'))) {
        return false;
      }
    }
    return true;
  }

  /** Rewrites what {@link PathScan} found sound. */
  private static String rewritten(String path) {
    StringBuilder out = new StringBuilder(path.length() + 8);
    for (int i = 0; i < path.length(); ) {
      char c = path.charAt(i);
      if (c == '/') {
        endSegment(out);
        i++;
      } else if (c == '%') {
        appendEscape(out, PathScan.octet(path, i));
        i += PathScan.ESCAPE;
      } else {
        append(out, c);
        i++;
      }
    }
    if (endsInDots(out)) {
      endSegment(out);
    }
    return out.toString();
  }

  private static void append(StringBuilder out, char c) {
    if (PathScan.mayBeRaw(c)) {
      out.append(c);
    } else {
      appendHex(out, c);
    }
  }

  private static void appendEscape(StringBuilder out, int octet) {
    if (PathScan.isUnreserved(octet)) {
      out.append((char) octet);
    } else {
      appendHex(out, octet);
    }
  }

  private static void appendHex(StringBuilder out, int octet) {
    out.append('%').append(hex(octet >> 4)).append(hex(octet & 0xf));
  }

  private static char hex(int digit) {
    return (char) (digit < 10 ? '0' + digit : 'A' + digit - 10);
  }

  /** Ends the last segment with a slash: none behind another one, and dots are resolved. */
  private static void endSegment(StringBuilder out) {
    int end = out.length();
    if (end == 0) {
      out.append('/');
      return;
    }
    int begin = out.lastIndexOf("/") + 1;
    if (begin == end) {
      return; // empty
    }
    if (!endsInDots(out)) {
      out.append('/');
    } else if (end - begin == 1) {
      out.setLength(begin);
    } else {
      out.setLength(out.lastIndexOf("/", begin - 2) + 1);
    }
  }

  /** Whether the last segment so far is {@code .} or {@code ..}. */
  private static boolean endsInDots(StringBuilder out) {
    int length = out.length() - out.lastIndexOf("/") - 1;
    return (length == 1 || length == 2)
        && out.charAt(out.length() - 1) == '.'
        && out.charAt(out.length() - length) == '.';
  }
}
