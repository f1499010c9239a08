package dev.fairlead.gossip.swim;

/**
 * Where a node listens: a literal IP address and a port.
 *
 * <p>Immutable.
 *
 * @param host a literal IPv4 or IPv6 address without brackets
 * @param port 1 to 65535
 */
public record Address(String host, int port) {
  /** Checks the port. */
  public Address {
    if (host.isEmpty() || port < 1 || port > 65535) {
      throw new IllegalArgumentException("not an address: '" + host + "' port " + port);
    }
  }

  /**
   * Reads {@code 10.0.0.1:7401} or {@code [::1]:7401}.
   *
   * @throws IllegalArgumentException naming the text that is no address
   */
  public static Address parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("'" + text + "' is not ip:port");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw new IllegalArgumentException("'" + text + "': an IPv6 address needs brackets");
    }
    try {
      return new Address(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not ip:port", e);
    }
  }

  @Override
  public String toString() {
    return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
  }
}
