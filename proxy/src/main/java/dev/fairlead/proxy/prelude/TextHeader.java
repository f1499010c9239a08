package dev.fairlead.proxy.prelude;

import dev.fairlead.proxy.prelude.ProxyHeader.Complete;
import dev.fairlead.proxy.prelude.ProxyHeader.Incomplete;
import dev.fairlead.proxy.prelude.ProxyHeader.NotProxied;
import io.netty.buffer.ByteBuf;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Version 1: one line.
 *
 * <pre>
 *   PROXY TCP4 192.0.2.7 198.51.100.1 4711 443\r\n       at most 107 bytes
 *   PROXY TCP6 2001:db8::7 2001:db8::1 4711 443\r\n
 *   PROXY UNKNOWN …\r\n
 * </pre>
 *
 * <p>Stateless.
 */
final class TextHeader {
  /** What it begins with. */
  static final byte[] PREFIX = ProxyHeader.ascii("PROXY ");

  /** With its line end. */
  static final int MAX_BYTES = 107;

  private static final String UNKNOWN = "UNKNOWN";
  private static final String PORT = "0|[1-9]\\d{0,4}";
  private static final int MAX_PORT = 65_535;

  private TextHeader() {}

  static ProxyHeader read(ByteBuf bytes) throws NotProxied {
    int from = bytes.readerIndex();
    int there = Math.min(bytes.readableBytes(), MAX_BYTES);
    int end = -1;
    for (int i = 0; i < there && end < 0; i++) {
      byte b = bytes.getByte(from + i);
      if (b == '\n' || (i > 0 && bytes.getByte(from + i - 1) == '\r')) {
        boolean ended = b == '\n' && i > 0 && bytes.getByte(from + i - 1) == '\r';
        NotProxied.unless(ended, "a line end that is not CR LF");
        end = i + 1;
      } else {
        NotProxied.unless(b == '\r' || (b >= ' ' && b < 0x7f), "a byte that is no text");
      }
    }
    if (end < 0) {
      NotProxied.unless(there < MAX_BYTES, "a line longer than " + MAX_BYTES + " bytes");
      return new Incomplete();
    }
    String line = bytes.toString(from, end - 2, StandardCharsets.US_ASCII);
    return parties(line.substring(PREFIX.length), end);
  }

  private static ProxyHeader parties(String text, int length) throws NotProxied {
    if (text.equals(UNKNOWN) || text.startsWith(UNKNOWN + " ")) {
      return new Complete(length, null);
    }
    String[] words = text.split(" ", -1);
    NotProxied.unless(words.length == 5, "not five words");
    boolean ipv4 = words[0].equals("TCP4");
    NotProxied.unless(ipv4 || words[0].equals("TCP6"), "neither TCP4, TCP6 nor UNKNOWN");
    InetSocketAddress client = new InetSocketAddress(address(words[1], ipv4), port(words[3]));
    InetSocketAddress server = new InetSocketAddress(address(words[2], ipv4), port(words[4]));
    return new Complete(length, Parties.between(client, server));
  }

  private static InetAddress address(String text, boolean ipv4) throws NotProxied {
    boolean looks =
        ipv4
            ? text.matches("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}")
            : text.matches("[0-9a-fA-F:.]+") && text.indexOf(':') >= 0;
    NotProxied.unless(looks, "not an address");
    try {
      InetAddress address = InetAddress.ofLiteral(text);
      NotProxied.unless(!ipv4 || address instanceof Inet4Address, "not an IPv4 address");
      return address;
    } catch (IllegalArgumentException e) {
      throw new NotProxied("not an address");
    }
  }

  private static int port(String text) throws NotProxied {
    NotProxied.unless(text.matches(PORT) && Integer.parseInt(text) <= MAX_PORT, "not a port");
    return Integer.parseInt(text);
  }

  /** The line of a proxy that connects for nobody. */
  static byte[] nobody() {
    return ProxyHeader.ascii("PROXY " + UNKNOWN + "\r\n");
  }

  /** The line for {@code parties}; both ends are said in one family. */
  static byte[] write(Parties parties) {
    boolean ipv4 = parties.ipv4();
    return ProxyHeader.ascii(
        "PROXY %s %s %s %d %d\r\n"
            .formatted(
                ipv4 ? "TCP4" : "TCP6",
                text(parties.client().getAddress(), ipv4),
                text(parties.server().getAddress(), ipv4),
                parties.client().getPort(),
                parties.server().getPort()));
  }

  private static String text(InetAddress address, boolean ipv4) {
    String text = Parties.text(address);
    return address instanceof Inet4Address && !ipv4 ? "::ffff:" + text : text;
  }
}
