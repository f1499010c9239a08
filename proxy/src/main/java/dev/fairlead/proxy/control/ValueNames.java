package dev.fairlead.proxy.control;

import java.net.InetSocketAddress;
import java.util.Locale;

/** How values of the program are written in answers and log lines. Stateless. */
public final class ValueNames {
  private ValueNames() {}

  /** An enum constant in lower case. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** {@code ip:port} or {@code [ip6]:port}. */
  public static String of(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }
}
