package dev.fairlead.catalog.model;

/**
 * What goes ahead of the first byte on connections to instances: first the header, then TLS.
 *
 * <p>Immutable.
 *
 * @param proxyProtocol whether they are told for whom a connection is
 * @param tls whether and how the rest is encrypted
 */
public record Greeting(ProxyProtocol proxyProtocol, UpstreamTls tls) {
  /** Nothing: the first byte is the client's. */
  public static final Greeting NONE = new Greeting(ProxyProtocol.OFF, UpstreamTls.OFF);

  /** The same with {@code other} as the header. */
  public Greeting with(ProxyProtocol other) {
    return new Greeting(other, tls);
  }

  /** The same with {@code other} as TLS. */
  public Greeting with(UpstreamTls other) {
    return new Greeting(proxyProtocol, other);
  }
}
