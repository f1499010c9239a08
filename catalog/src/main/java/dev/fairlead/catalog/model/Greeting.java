package dev.fairlead.catalog.model;

/**
 * What goes ahead of the first byte on connections to instances.
 *
 * <p>Immutable.
 *
 * @param proxyProtocol whether they are told for whom a connection is
 */
public record Greeting(ProxyProtocol proxyProtocol) {
  /** Nothing: the first byte is the client's. */
  public static final Greeting NONE = new Greeting(ProxyProtocol.OFF);

  /** The same with {@code other} as the header. */
  public Greeting with(ProxyProtocol other) {
    return new Greeting(other);
  }
}
