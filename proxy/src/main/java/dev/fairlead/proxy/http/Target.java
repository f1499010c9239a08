package dev.fairlead.proxy.http;

import dev.fairlead.catalog.path.BadPathException;
import dev.fairlead.catalog.path.PathForm;

/**
 * What a valid request asks for.
 *
 * <p>Immutable. Routing and the instance get the same {@link PathForm normal form} of the path; the
 * query goes on as it was sent.
 *
 * @param authority host with its port as the client wrote it; what the instance sees as Host
 * @param host host name without port
 * @param uri path in normal form and query, as sent on
 * @param path path in normal form without query, for routing
 * @param rawPath the path as the client wrote it
 */
record Target(String authority, String host, String uri, String path, String rawPath) {
  /**
   * What a request that passed its check asks for.
   *
   * @param target the request target: a path, an absolute URI, or an asterisk
   * @param hostField the Host field; empty if there is none
   * @param options whether the method is OPTIONS, for which no path means the server itself (RFC
   *     9112, section 3.2.4)
   * @throws BadPathException if its path has no normal form
   */
  static Target of(String target, String hostField, boolean options) throws BadPathException {
    if (target.equals("*")) {
      return new Target(hostField, hostOf(hostField), target, "/", "/");
    }
    int begin = pathBegin(target);
    String authority = begin == 0 ? hostField : target.substring(target.indexOf("://") + 3, begin);
    if (options && begin == target.length()) {
      return new Target(authority, hostOf(authority), "*", "/", "/");
    }
    String raw = rawPath(target);
    String path = PathForm.normal(raw);
    boolean asSent = begin == 0 && path.equals(raw);
    String uri = asSent ? target : path + target.substring(pathEnd(target, begin));
    return new Target(authority, hostOf(authority), uri, path, raw);
  }

  /** The query with its question mark; empty if there is none. */
  String query() {
    return uri.equals("*") ? "" : uri.substring(path.length());
  }

  /** The host name in {@code authority}: without port, without brackets. */
  static String hostOf(String authority) {
    if (authority.startsWith("[")) {
      int end = authority.indexOf(']');
      return end < 0 ? authority : authority.substring(1, end);
    }
    int colon = authority.lastIndexOf(':');
    return colon < 0 ? authority : authority.substring(0, colon);
  }

  /** Where the path begins in a target: behind the authority of an absolute URI. */
  static int pathBegin(String target) {
    if (target.startsWith("/")) {
      return 0;
    }
    int begin = target.indexOf("://") + 3;
    while (begin < target.length() && "/?".indexOf(target.charAt(begin)) < 0) {
      begin++;
    }
    return begin;
  }

  private static int pathEnd(String target, int begin) {
    int query = target.indexOf('?', begin);
    return query < 0 ? target.length() : query;
  }

  /** The path as it stands in a target; a slash where an absolute URI has none. */
  static String rawPath(String target) {
    int begin = pathBegin(target);
    int end = pathEnd(target, begin);
    return begin == end ? "/" : target.substring(begin, end);
  }
}
