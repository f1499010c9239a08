package dev.fairlead.proxy.control;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of bytes as printable ASCII: {@code \r}, {@code \n}, {@code \t}, {@code \\} and {@code
 * \xNN} for what has no shape of its own.
 *
 * <p>Immutable.
 *
 * @param begin the byte it begins with
 * @param octets its bytes, each as the character of its value
 */
record Escaped(int begin, String octets) {
  /** Longest line shown in one; bytes need not have line ends. */
  private static final int WIDTH = 64;

  /** All of {@code octets}, a line up to each line end. */
  static List<Escaped> lines(String octets) {
    List<Escaped> lines = new ArrayList<>();
    int begin = 0;
    for (int end = 1; end <= octets.length(); end++) {
      if (octets.charAt(end - 1) == '\n' || end == octets.length() || end - begin == WIDTH) {
        lines.add(new Escaped(begin, octets.substring(begin, end)));
        begin = end;
      }
    }
    return lines;
  }

  /** All of {@code octets}. */
  static String text(String octets) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < octets.length(); i++) {
      text.append(shape(octets.charAt(i)));
    }
    return text.toString();
  }

  /** The line. */
  String text() {
    return text(octets);
  }

  private static String shape(char octet) {
    return switch (octet) {
      case '\r' -> "\\r";
      case '\n' -> "\\n";
      case '\t' -> "\\t";
      case '\\' -> "\\\\";
      default ->
          octet >= ' ' && octet < 0x7f
              ? Character.toString(octet)
              : "\\x%02x".formatted((int) octet);
    };
  }

  /** Where in the text the byte {@code at} is; -1 if it is not in this line. */
  int column(int at) {
    int within = at - begin;
    return within < 0 || within >= octets.length()
        ? -1
        : text(octets.substring(0, within)).length();
  }
}
