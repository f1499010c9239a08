package dev.fairlead.catalog.model;

import java.util.regex.Pattern;

/**
 * What {@code balance = hash} hashes of a request: the key {@code hash_on} of a policy.
 *
 * <p>Immutable.
 *
 * @param part of the request
 * @param name of the header field or cookie; empty for the address
 */
public record HashOn(Part part, String name) {
  /** The client's address. */
  public static final HashOn IP = new HashOn(Part.IP, "");

  /** What names of header fields and cookies may be (RFC 9110, section 5.6.2), bounded. */
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}");

  /** A part of a request. */
  public enum Part {
    /** The client's address. */
    IP,
    /** A header field. */
    HEADER,
    /** A cookie. */
    COOKIE
  }

  /** Whether {@code name} can be that of a header field or cookie. */
  static boolean isName(String name) {
    return TOKEN.matcher(name).matches();
  }

  /**
   * Reads {@code ip}, {@code header:NAME} or {@code cookie:NAME}.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  static HashOn parse(String text) {
    if (text.equals("ip")) {
      return IP;
    }
    int colon = text.indexOf(':');
    String name = text.substring(colon + 1);
    if (colon >= 0 && isName(name)) {
      switch (text.substring(0, colon)) {
        case "header" -> {
          return new HashOn(Part.HEADER, name);
        }
        case "cookie" -> {
          return new HashOn(Part.COOKIE, name);
        }
        default -> {}
      }
    }
    throw new IllegalArgumentException(
        "\"" + text + "\" is neither ip, header:NAME nor cookie:NAME");
  }

  /** As a policy says it. */
  public String text() {
    return switch (part) {
      case IP -> "ip";
      case HEADER -> "header:" + name;
      case COOKIE -> "cookie:" + name;
    };
  }
}
