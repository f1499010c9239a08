package dev.fairlead.proxy.http;

import io.netty.util.AsciiString;

/**
 * What instances are told of a client in every request, made once for its connection.
 *
 * <p>Immutable.
 *
 * @param ip the client's address
 * @param scheme {@code http} or {@code https}
 * @param port the listener's port
 * @param region where the client arrived: this node's region
 * @param via this node as {@code Via} names it, behind a request of HTTP/1.1
 * @param viaOld the same behind one of HTTP/1.0
 * @param subject of the client's certificate; empty if it has none
 */
record ClientFields(
    AsciiString ip,
    AsciiString scheme,
    AsciiString port,
    AsciiString region,
    AsciiString via,
    AsciiString viaOld,
    AsciiString subject) {

  /**
   * Of a client that came by {@code arrival}.
   *
   * @param region this node's region
   * @param node this node's name
   */
  static ClientFields of(Arrival arrival, String region, String node) {
    return new ClientFields(
        new AsciiString(arrival.clientIp()),
        new AsciiString(arrival.scheme()),
        new AsciiString(Integer.toString(arrival.port())),
        new AsciiString(region),
        new AsciiString("1.1 " + node),
        new AsciiString("1.0 " + node),
        new AsciiString(arrival.tls().clientSubject()));
  }
}
