package dev.fairlead.proxy.prelude;

import io.netty.channel.Channel;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The two ends of a client's connection, as the client sees them: behind a proxy that is trusted
 * they are those it tells, not those of the socket.
 *
 * <p>Immutable.
 *
 * @param client where the client connects from
 * @param server where it connects to
 * @param ip the client's address as text, made once because every request needs it
 */
public record Parties(InetSocketAddress client, InetSocketAddress server, String ip) {
  private static final InetAddress ANY_4 = InetAddress.ofLiteral("0.0.0.0");
  private static final InetAddress ANY_6 = InetAddress.ofLiteral("::");

  /** Of these two addresses. */
  public static Parties between(InetSocketAddress client, InetSocketAddress server) {
    return new Parties(client, server, text(client.getAddress()));
  }

  /** Of a connection that was accepted. */
  public static Parties of(Channel accepted) {
    return between(
        (InetSocketAddress) accepted.remoteAddress(), (InetSocketAddress) accepted.localAddress());
  }

  /** For another proxy: {@code 192.0.2.7 4711 198.51.100.1 443}. */
  public String toText() {
    String serverIp = text(server.getAddress());
    return ip + " " + client.getPort() + " " + serverIp + " " + server.getPort();
  }

  /**
   * What {@link #toText} wrote.
   *
   * @param ip all that is known if {@code text} is null or something else
   */
  public static Parties read(@Nullable CharSequence text, String ip) {
    String[] words = text == null ? new String[0] : text.toString().split(" ", -1);
    try {
      if (words.length == 4) {
        return between(endpoint(words[0], words[1]), endpoint(words[2], words[3]));
      }
    } catch (IllegalArgumentException e) {
      // a node of another version: its client's address is known all the same
    }
    return unknown(ip);
  }

  private static Parties unknown(String ip) {
    InetAddress client;
    try {
      client = InetAddress.ofLiteral(ip);
    } catch (IllegalArgumentException e) {
      client = ANY_4;
    }
    InetAddress server = client instanceof Inet4Address ? ANY_4 : ANY_6;
    return new Parties(new InetSocketAddress(client, 0), new InetSocketAddress(server, 0), ip);
  }

  private static InetSocketAddress endpoint(String ip, String port) {
    return new InetSocketAddress(InetAddress.ofLiteral(ip), Integer.parseInt(port));
  }

  /** Whether both are IPv4; otherwise a header, which has one family, says both as IPv6. */
  boolean ipv4() {
    return client.getAddress() instanceof Inet4Address
        && server.getAddress() instanceof Inet4Address;
  }

  /** An address as text, without the zone, which means nothing on another host. */
  static String text(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }
}
