package dev.fairlead.watchdog.socket;

import dev.fairlead.watchdog.link.Descriptor;
import dev.fairlead.watchdog.system.Descriptors;
import dev.fairlead.watchdog.system.Sockets;
import dev.fairlead.watchdog.system.SystemCallException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sockets that systemd bound for this process, or kept for it over a restart: descriptors from
 * 3 on, as many as {@code LISTEN_FDS} says, named in {@code LISTEN_FDNAMES}.
 *
 * <p>One is found by the name and address under which the watchdog left it with systemd; else by
 * the name that a socket unit gives it, the one bound where it is wanted first; else by where it is
 * bound. Used by one thread.
 */
final class GivenSockets implements AutoCloseable {
  /** How the watchdog marks what it leaves with systemd. */
  private static final String KEPT = "held-";

  private static final int FIRST = 3;

  /** What a socket is called while systemd keeps it: ASCII, without a colon. */
  static String keptName(SocketRequest request) {
    String text = request.name() + " " + request.address();
    return KEPT + URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** One of them. */
  private record Given(String name, SocketKind kind, Descriptor descriptor) {}

  private final List<Given> left;

  private GivenSockets(List<Given> left) {
    this.left = left;
  }

  /** Takes what is meant for the process {@code pid}; what is no usable socket is left alone. */
  static GivenSockets take(Map<String, String> environment, long pid) {
    return take(environment, pid, FIRST);
  }

  /** The same with another first number, which a test may choose. */
  static GivenSockets take(Map<String, String> environment, long pid, int first) {
    List<Given> given = new ArrayList<>();
    if (environment.getOrDefault("LISTEN_PID", "").equals(Long.toString(pid))) {
      String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
      int count = count(environment.getOrDefault("LISTEN_FDS", ""));
      for (int i = 0; i < count; i++) {
        SocketKind kind = SocketKind.of(first + i);
        if (kind != null && prepared(first + i)) {
          String name = i < names.length ? names[i] : "";
          given.add(new Given(name, kind, Descriptor.own(first + i)));
        }
      }
    }
    return new GivenSockets(given);
  }

  /** The one for a request, which then belongs to the caller; null when there is none. */
  @Nullable Descriptor find(SocketRequest request) {
    String plain = plain(request);
    List<Predicate<Given>> inTurn =
        List.of(
            given -> given.name().equals(keptName(request)),
            given -> given.name().equals(plain) && bound(given, request),
            given -> given.name().equals(plain),
            given -> bound(given, request) && !request.anyPort());
    Given found = null;
    for (int i = 0; i < inTurn.size() && found == null; i++) {
      Predicate<Given> fits = inTurn.get(i);
      found =
          left.stream()
              .filter(given -> given.kind() == request.kind())
              .filter(fits)
              .findFirst()
              .orElse(null);
    }
    if (found == null) {
      return null;
    }
    left.remove(found);
    return found.descriptor();
  }

  /** Closes what nobody asked for. */
  @Override
  public void close() {
    left.forEach(given -> given.descriptor().close());
    left.clear();
  }

  /** Whether it is bound where the request wants it; any port will do for port 0. */
  private static boolean bound(Given given, SocketRequest request) {
    if (given.kind() == SocketKind.UNIX) {
      return false; // the kernel knows a Unix socket by the path it had first, not the present one
    }
    try {
      var wanted = request.internetAddress();
      var actual = Sockets.localAddress(given.descriptor().number());
      return actual.getAddress().equals(wanted.getAddress())
          && (request.anyPort() || actual.getPort() == wanted.getPort());
    } catch (SystemCallException gone) {
      return false;
    }
  }

  /** Socket units name listeners as the configuration does. */
  private static String plain(SocketRequest request) {
    return request.name().replaceFirst("^listen\\.", "");
  }

  private static boolean prepared(int descriptor) {
    try {
      Descriptors.closeOnExec(descriptor);
      Descriptors.unblock(descriptor);
      return true;
    } catch (SystemCallException notOpen) {
      return false;
    }
  }

  private static int count(String text) {
    return text.matches("[0-9]{1,5}")
        ? Math.min(Integer.parseInt(text), HeldSockets.MAX_SOCKETS)
        : 0;
  }
}
