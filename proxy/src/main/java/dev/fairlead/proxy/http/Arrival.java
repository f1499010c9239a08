package dev.fairlead.proxy.http;

import dev.fairlead.proxy.prelude.Parties;
import dev.fairlead.proxy.tls.TlsSession;

/**
 * How a request reached this proxy.
 *
 * <p>Immutable.
 *
 * @param listener the listener's name
 * @param scheme {@code http} or {@code https}
 * @param port the listener's port
 * @param parties the client and where it connected to
 * @param carried whether another region's proxy sent it; its headers are trusted then
 * @param tls what its connection agreed on
 * @param redirectHttps port under which clients of this listener shall come by {@code https}
 *     instead; 0: none
 */
public record Arrival(
    String listener,
    String scheme,
    int port,
    Parties parties,
    boolean carried,
    TlsSession tls,
    int redirectHttps) {
  /** Without TLS, and without another place to send clients to. */
  public Arrival(String listener, String scheme, int port, Parties parties, boolean carried) {
    this(listener, scheme, port, parties, carried, TlsSession.NONE, 0);
  }

  /** The client's address. */
  String clientIp() {
    return parties.ip();
  }
}
