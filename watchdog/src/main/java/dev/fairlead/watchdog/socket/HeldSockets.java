package dev.fairlead.watchdog.socket;

import dev.fairlead.watchdog.link.Descriptor;
import dev.fairlead.watchdog.link.Message;
import dev.fairlead.watchdog.system.Descriptors;
import dev.fairlead.watchdog.system.SocketFile;
import dev.fairlead.watchdog.system.SocketType;
import dev.fairlead.watchdog.system.Sockets;
import dev.fairlead.watchdog.system.SystemCallException;
import dev.fairlead.watchdog.system.UnixListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All sockets of the watchdog, by name and address. A node that asks for one gets the socket that
 * the node before it had, with whoever waits in its queue.
 *
 * <pre>
 *   node asks ─► held under name and address?   ─► that
 *             ─► held under another name?       ─► that, unless this node has it already
 *             ─► given by systemd?              ─► that, held from now on
 *             ─► otherwise                      ─► bound now
 * </pre>
 *
 * <p>It owns every descriptor in it until {@link #retainOnly} or {@link #close}. At most {@value
 * #MAX_SOCKETS}; a request for one more is refused. Used by one thread.
 */
public final class HeldSockets implements AutoCloseable {
  /** Bounds what a node can make the watchdog open; a range of ports may have a thousand. */
  static final int MAX_SOCKETS = 16_384;

  private final List<HeldSocket> held = new ArrayList<>();
  private final GivenSockets given;

  HeldSockets(GivenSockets given) {
    this.given = given;
  }

  /**
   * Starts with what systemd gave to this process.
   *
   * @param environment has {@code LISTEN_FDS} and its companions, or not
   * @param pid of this process
   */
  public static HeldSockets open(Map<String, String> environment, long pid) {
    return new HeldSockets(GivenSockets.take(environment, pid));
  }

  /**
   * The socket for a request.
   *
   * @param claimed what the node that asks was given before; this one is added to it
   * @throws IOException {@code cannot bind listener web 127.0.0.1:8080: Address already in use}
   */
  public HeldSocket obtain(SocketRequest request, Set<HeldSocket> claimed) throws IOException {
    try {
      HeldSocket socket = find(request, claimed);
      claimed.add(socket);
      return socket;
    } catch (SystemCallException refused) {
      throw cannotBind(request, refused.reason(), refused);
    } catch (IOException | IllegalArgumentException refused) {
      throw cannotBind(request, String.valueOf(refused.getMessage()), refused);
    }
  }

  /**
   * Takes over a socket from a node that lost its watchdog: a message {@code held}. Its descriptor
   * belongs to this from now on, also when it is refused.
   *
   * @throws IllegalArgumentException when it is no socket of the kind that it is said to be
   */
  public HeldSocket adopt(Message message) {
    try {
      SocketRequest request = SocketRequest.of(message);
      int number = message.descriptor().number();
      if (SocketKind.of(number) != request.kind() || named(request) != null) {
        throw new IllegalArgumentException(
            request.label() + " is held already, or is no " + request.kind().text() + " socket");
      }
      Descriptors.unblock(number);
      held.add(new HeldSocket(request, message.descriptor(), file(request)));
      return held.getLast();
    } catch (IllegalArgumentException refused) {
      message.discard();
      throw refused;
    } catch (SystemCallException notOpen) {
      message.discard();
      throw new IllegalArgumentException(notOpen);
    }
  }

  /** Closes all others, also those from systemd that nobody asked for. */
  public void retainOnly(Collection<HeldSocket> wanted) {
    for (HeldSocket socket : all()) {
      if (wanted.stream().noneMatch(socket::same)) {
        drop(socket);
      }
    }
    given.close();
  }

  /** All of them, in the order they came. */
  public List<HeldSocket> all() {
    return List.copyOf(held);
  }

  /** Closes all and removes the files of Unix sockets. */
  @Override
  public void close() {
    retainOnly(List.of());
  }

  private HeldSocket find(SocketRequest request, Set<HeldSocket> claimed) throws IOException {
    HeldSocket same = named(request);
    if (same != null && !same.reachable()) {
      drop(same);
      same = null;
    }
    if (same == null) {
      same = elsewhereNamed(request);
      if (same != null && claimed.stream().anyMatch(same::same)) {
        throw new IOException("Address already in use by " + same.request().name());
      }
    }
    return same == null ? added(request) : renewed(same, request);
  }

  private HeldSocket added(SocketRequest request) throws IOException {
    if (held.size() >= MAX_SOCKETS) {
      throw new IOException("the watchdog holds " + MAX_SOCKETS + " sockets already");
    }
    Descriptor descriptor = given.find(request);
    held.add(descriptor == null ? bind(request) : new HeldSocket(request, descriptor, null));
    return held.getLast();
  }

  private HeldSocket renewed(HeldSocket socket, SocketRequest request) {
    HeldSocket renewed = socket.renewed(request);
    held.set(held.indexOf(socket), renewed);
    return renewed;
  }

  private @Nullable HeldSocket named(SocketRequest request) {
    return held.stream()
        .filter(socket -> socket.request().name().equals(request.name()))
        .filter(socket -> socket.request().kind() == request.kind())
        .filter(socket -> socket.request().address().equals(request.address()))
        .findFirst()
        .orElse(null);
  }

  /** A listener that got another name in the configuration keeps its socket. */
  private @Nullable HeldSocket elsewhereNamed(SocketRequest request) {
    return held.stream()
        .filter(socket -> !request.anyPort())
        .filter(socket -> socket.request().kind() == request.kind())
        .filter(socket -> socket.request().address().equals(request.address()))
        .findFirst()
        .orElse(null);
  }

  private void drop(HeldSocket socket) {
    held.remove(socket);
    socket.close();
  }

  private static HeldSocket bind(SocketRequest request) throws IOException {
    int backlog = request.backlog();
    int socket =
        switch (request.kind()) {
          case TCP -> Sockets.bind(SocketType.STREAM, request.internetAddress(), backlog);
          case UDP -> Sockets.bind(SocketType.DATAGRAM, request.internetAddress(), backlog);
          case UNIX -> UnixListener.bind(Path.of(request.address()), SocketType.STREAM, backlog);
        };
    return new HeldSocket(request, Descriptor.own(socket), file(request));
  }

  private static @Nullable SocketFile file(SocketRequest request) {
    return request.kind() == SocketKind.UNIX ? SocketFile.at(Path.of(request.address())) : null;
  }

  private static IOException cannotBind(SocketRequest request, String why, Exception cause) {
    return new IOException("cannot bind " + request.label() + ": " + why, cause);
  }
}
