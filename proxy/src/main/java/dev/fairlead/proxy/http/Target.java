package dev.fairlead.proxy.http;

/**
 * What a valid request asks for.
 *
 * <p>Immutable.
 *
 * @param authority host with its port as the client wrote it; what the instance sees as Host
 * @param host host name without port
 * @param uri path and query as sent on
 * @param path path without query, for routing
 */
record Target(String authority, String host, String uri, String path) {
  /** The host name in {@code authority}: without port, without brackets. */
  static String hostOf(String authority) {
    if (authority.startsWith("[")) {
      int end = authority.indexOf(']');
      return end < 0 ? authority : authority.substring(1, end);
    }
    int colon = authority.lastIndexOf(':');
    return colon < 0 ? authority : authority.substring(0, colon);
  }

  static String pathOf(String uri) {
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }
}
