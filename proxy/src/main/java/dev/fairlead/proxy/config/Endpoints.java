package dev.fairlead.proxy.config;

import dev.fairlead.gossip.swim.Address;
import dev.fairlead.proxy.config.Settings.Bind;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.IntStream;

/** Reads addresses: literal IP and port, so that no start ever waits for a name server. */
final class Endpoints {
  private static final int MAX_PORT = 65535;

  private Endpoints() {}

  /** Reads {@code 127.0.0.1:7400} or {@code [::1]:7400}; port 0 takes a free one. */
  static Bind bind(String text) throws BadValue {
    Split split = Split.of(text);
    return new Bind(split.host, port(text, split.port));
  }

  /** Reads a bind address, or one with a range of ports. */
  static List<Bind> range(String text) throws BadValue {
    Split split = Split.of(text);
    int dash = split.port.indexOf('-');
    if (dash < 0) {
      return List.of(new Bind(split.host, port(text, split.port)));
    }
    int first = port(text, split.port.substring(0, dash));
    int last = port(text, split.port.substring(dash + 1));
    if (first < 1 || last < first || last - first >= ValueType.MAX_PORT_RANGE) {
      throw new BadValue(
          "'%s': a range goes up, and has at most %d ports"
              .formatted(text, ValueType.MAX_PORT_RANGE));
    }
    return IntStream.rangeClosed(first, last).mapToObj(p -> new Bind(split.host, p)).toList();
  }

  /** Reads where another node is. */
  static Address address(String text) throws BadValue {
    Bind bind = bind(text);
    if (bind.port() == 0) {
      throw new BadValue("'" + text + "': port 0 cannot be reached");
    }
    return new Address(bind.host(), bind.port());
  }

  private static int port(String text, String port) throws BadValue {
    if (port.isEmpty() || port.length() > 5 || !port.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new BadValue("'" + text + "' is not ip:port");
    }
    int number = Integer.parseInt(port);
    if (number > MAX_PORT) {
      throw new BadValue("'" + text + "': ports end at " + MAX_PORT);
    }
    return number;
  }

  /** The two sides of the last colon. */
  private record Split(String host, String port) {
    static Split of(String text) throws BadValue {
      int colon = text.lastIndexOf(':');
      if (colon < 1) {
        throw new BadValue("'" + text + "' is not ip:port");
      }
      String host = text.substring(0, colon);
      boolean bracketed = host.startsWith("[") && host.endsWith("]");
      if (!bracketed && host.indexOf(':') >= 0) {
        throw new BadValue("'" + text + "': an IPv6 address needs brackets, like [::]:80");
      }
      String literal = bracketed ? host.substring(1, host.length() - 1) : host;
      try {
        var _ = InetAddress.ofLiteral(literal);
      } catch (IllegalArgumentException e) {
        throw new BadValue("'" + text + "' does not begin with an IP address");
      }
      return new Split(literal, text.substring(colon + 1));
    }
  }
}
