package dev.fairlead.watchdog.socket;

import dev.fairlead.watchdog.link.Message;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Pattern;

/**
 * A socket that a node wants to have.
 *
 * @param name {@code listen.web}, {@code backhaul}, {@code gossip.udp}, {@code admin} …
 * @param address {@code 127.0.0.1:8080}, {@code [::1]:0}, or the path of a Unix socket; names of
 *     hosts are not looked up
 * @param backlog connections that may wait, 1 to {@value #MAX_BACKLOG}; no matter for datagrams
 * @param http whether clients that get no node may be answered in HTTP without encryption
 */
public record SocketRequest(
    String name, SocketKind kind, String address, int backlog, boolean http) {
  static final int MAX_BACKLOG = 65_535;

  /** As long as the longest name of a listener with its prefix and port. */
  private static final Pattern NAME = Pattern.compile("[^\\s\\p{Cntrl}]{1,160}");

  /** Checks all of it. */
  public SocketRequest {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("no name of a socket: '" + name + "'");
    }
    if (backlog > MAX_BACKLOG || (backlog < 1 && kind != SocketKind.UDP)) {
      throw new IllegalArgumentException("backlog of " + name + " is " + backlog);
    }
    if (kind == SocketKind.UNIX ? !address.startsWith("/") : !literal(address)) {
      throw new IllegalArgumentException(
          "address of %s is %s, not %s"
              .formatted(name, address, kind == SocketKind.UNIX ? "an absolute path" : "IP:PORT"));
    }
  }

  /**
   * Reads a message {@code bind} or {@code held}.
   *
   * @throws IllegalArgumentException says what is missing or wrong
   */
  public static SocketRequest of(Message message) {
    return new SocketRequest(
        message.value("name"),
        SocketKind.of(message.value("kind")),
        message.value("address"),
        backlog(message),
        message.values().containsKey("http") && message.flag("http"));
  }

  /** A socket that is held already has had its queue. */
  private static int backlog(Message message) {
    return message.values().containsKey("backlog")
        ? Math.clamp(message.number("backlog"), 0, Integer.MAX_VALUE)
        : MAX_BACKLOG;
  }

  /** The address of a socket that is not {@link SocketKind#UNIX}. */
  InetSocketAddress internetAddress() {
    int colon = address.lastIndexOf(':');
    return new InetSocketAddress(
        InetAddress.ofLiteral(bare(address.substring(0, colon))),
        Integer.parseInt(address.substring(colon + 1)));
  }

  /** Whether the kernel chooses the port. */
  boolean anyPort() {
    return kind != SocketKind.UNIX && address.endsWith(":0");
  }

  /** As errors name it: {@code listener web 127.0.0.1:8080}. */
  String label() {
    String listener = "listen.";
    String who =
        name.startsWith(listener)
            ? "listener " + name.substring(listener.length())
            : name.equals("control") ? "control socket" : name.replace('.', ' ');
    return who + " " + address;
  }

  private static boolean literal(String address) {
    int colon = address.lastIndexOf(':');
    if (colon < 1 || !address.substring(colon + 1).matches("[0-9]{1,5}")) {
      return false;
    }
    try {
      InetAddress.ofLiteral(bare(address.substring(0, colon)));
      return Integer.parseInt(address.substring(colon + 1)) <= 0xffff;
    } catch (IllegalArgumentException aName) {
      return false;
    }
  }

  private static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }
}
