package dev.fairlead.watchdog.system;

import dev.fairlead.watchdog.system.Libc.Function;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;

/**
 * Sockets by the numbers of their descriptors. Every one made here is closed by {@code exec}.
 *
 * <p>Thread-safe. Blocking calls say so.
 */
public final class Sockets {
  private static final int SOCK_CLOEXEC = 0x80000;
  static final int SOCK_NONBLOCK = 0x800;
  private static final int SOL_SOCKET = 1;
  private static final int SO_REUSEADDR = 2;
  private static final int SO_TYPE = 3;
  private static final int SO_LINGER = 13;
  private static final int SO_PEERCRED = 17;
  private static final int SO_SNDTIMEO = 21;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SO_DOMAIN = 39;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_V6ONLY = 26;
  private static final int SHUT_RDWR = 2;

  private Sockets() {}

  /** Two sockets connected with each other. */
  public static int[] pair(SocketType type) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
      Libc.call(Function.SOCKETPAIR, Address.UNIX, type.number() | SOCK_CLOEXEC, 0, ends.address());
      return ends.toArray(ValueLayout.JAVA_INT);
    }
  }

  /**
   * Binds to an address, listens if it is a stream's, and lets no call on it block.
   *
   * <p>{@code [::]} takes IPv4 too. A TCP address may be bound while connections of the process
   * that had it are still ending; a UDP address may not be bound twice.
   *
   * @param backlog connections that may wait, for {@link SocketType#STREAM}
   */
  public static int bind(SocketType type, InetSocketAddress at, int backlog)
      throws SystemCallException {
    Address address = Address.of(at);
    int socket = open(address.family(), type, SOCK_NONBLOCK);
    try {
      if (address.family() == Address.IPV6) {
        setInt(socket, IPPROTO_IPV6, IPV6_V6ONLY, 0);
      }
      if (type == SocketType.STREAM) {
        setInt(socket, SOL_SOCKET, SO_REUSEADDR, 1);
      }
      bind(socket, address);
      if (type == SocketType.STREAM) {
        listen(socket, backlog);
      }
      return socket;
    } catch (SystemCallException refused) {
      Descriptors.close(socket);
      throw refused;
    }
  }

  /** Where an Internet socket is bound. */
  public static InetSocketAddress localAddress(int socket) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(Address.MAX_BYTES);
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, Address.MAX_BYTES);
      Libc.call(Function.GETSOCKNAME, socket, bytes.address(), length.address());
      return Address.read(bytes);
    }
  }

  /**
   * Connects to a Unix socket. Blocks while the listener's queue is full, at most a second.
   *
   * @param path or an abstract name after {@code @}
   */
  public static int connectUnix(SocketType type, String path) throws SystemCallException {
    Address address = Address.unix(path);
    int socket = open(address.family(), type, 0);
    try {
      limitConnecting(socket);
      withAddress(Function.CONNECT, socket, address);
      return socket;
    } catch (SystemCallException refused) {
      Descriptors.close(socket);
      throw refused;
    }
  }

  /**
   * Takes a connection from the queue of a listening socket. Blocks until there is one, unless the
   * listening socket is one on which no call does.
   */
  public static int accept(int listener) throws SystemCallException {
    return Libc.call(Function.ACCEPT4, listener, 0, 0, SOCK_CLOEXEC);
  }

  /** Makes closing it a reset: no byte more is sent, and the other end learns it at once. */
  public static void resetOnClose(int socket) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment noTime = arena.allocateFrom(ValueLayout.JAVA_INT, 1, 0);
      setOption(socket, SOL_SOCKET, SO_LINGER, noTime);
    }
  }

  /** Ends it for both sides and wakes whoever blocks in it; the number stays taken. */
  public static void shutDown(int socket) throws SystemCallException {
    Libc.call(Function.SHUTDOWN, socket, SHUT_RDWR);
  }

  /** Whether a descriptor is a Unix socket of this type; throws when it is no socket. */
  public static boolean isUnix(int descriptor, SocketType type) throws SystemCallException {
    return isOf(descriptor, type) && option(descriptor, SO_DOMAIN) == Address.UNIX;
  }

  /** Whether a descriptor is an IPv4 or IPv6 socket of this type; throws when it is no socket. */
  public static boolean isInternet(int descriptor, SocketType type) throws SystemCallException {
    int domain = option(descriptor, SO_DOMAIN);
    return isOf(descriptor, type) && (domain == Address.IPV4 || domain == Address.IPV6);
  }

  /** Whether connections can wait in it. */
  public static boolean listens(int socket) throws SystemCallException {
    return option(socket, SO_ACCEPTCONN) != 0;
  }

  /** The process at the other end of a Unix socket, as it was when it began to listen. */
  public static long peer(int socket) throws SystemCallException {
    return option(socket, SO_PEERCRED); // of three numbers the first is the process
  }

  private static boolean isOf(int socket, SocketType type) throws SystemCallException {
    return option(socket, SO_TYPE) == type.number();
  }

  static int open(int family, SocketType type, int flags) throws SystemCallException {
    return Libc.call(Function.SOCKET, family, type.number() | SOCK_CLOEXEC | flags, 0);
  }

  static void bind(int socket, Address address) throws SystemCallException {
    withAddress(Function.BIND, socket, address);
  }

  static void listen(int socket, int backlog) throws SystemCallException {
    Libc.call(Function.LISTEN, socket, backlog);
  }

  private static void withAddress(Function function, int socket, Address address)
      throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = address.in(arena);
      Libc.call(function, socket, bytes.address(), bytes.byteSize());
    }
  }

  private static int option(int socket, int name) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, Integer.BYTES);
      Libc.call(Function.GETSOCKOPT, socket, SOL_SOCKET, name, value.address(), length.address());
      return value.get(ValueLayout.JAVA_INT, 0);
    }
  }

  private static void limitConnecting(int socket) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment second = arena.allocateFrom(ValueLayout.JAVA_LONG, 1, 0);
      setOption(socket, SOL_SOCKET, SO_SNDTIMEO, second);
    }
  }

  private static void setInt(int socket, int level, int name, int value)
      throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      setOption(socket, level, name, arena.allocateFrom(ValueLayout.JAVA_INT, value));
    }
  }

  private static void setOption(int socket, int level, int name, MemorySegment value)
      throws SystemCallException {
    Libc.call(Function.SETSOCKOPT, socket, level, name, value.address(), value.byteSize());
  }
}
