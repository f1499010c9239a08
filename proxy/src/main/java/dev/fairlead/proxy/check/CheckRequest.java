package dev.fairlead.proxy.check;

import dev.fairlead.catalog.model.CheckSpec.Get;
import dev.fairlead.catalog.model.CheckedRow;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The bytes of the request that a check sends. Pure. */
final class CheckRequest {
  /** What a service's id must be made of to be a {@code Host}; nothing that ends a line. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,255}");

  private CheckRequest() {}

  /** Asks {@code target} for {@code get}, and for the end of the connection. */
  static byte[] bytes(CheckedRow target, Get get) {
    return ("GET "
            + get.path()
            + " HTTP/1.1\r\nHost: "
            + host(target, get)
            + "\r\nUser-Agent: fairlead-check\r\nAccept: */*\r\nConnection: close\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static String host(CheckedRow target, Get get) {
    if (!get.host().isEmpty()) {
      return get.host();
    }
    return NAME.matcher(target.service()).matches() ? target.service() : text(target.endpoint());
  }

  private static String text(InetSocketAddress endpoint) {
    InetAddress address = endpoint.getAddress();
    String host = address.getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + endpoint.getPort();
  }
}
