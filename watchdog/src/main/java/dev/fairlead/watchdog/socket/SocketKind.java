package dev.fairlead.watchdog.socket;

import dev.fairlead.watchdog.system.SocketType;
import dev.fairlead.watchdog.system.Sockets;
import dev.fairlead.watchdog.system.SystemCallException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a held socket is for. */
public enum SocketKind {
  /** Takes TCP connections. */
  TCP,
  /** Takes datagrams. */
  UDP,
  /** Takes connections at a path of the file system. */
  UNIX;

  /** As messages have it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind that messages write so; {@link IllegalArgumentException} when it is none. */
  static SocketKind of(String text) {
    for (SocketKind kind : values()) {
      if (kind.text().equals(text)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("no kind of socket: " + text);
  }

  /** What a descriptor from elsewhere is; null when it is no socket that could be held. */
  static @Nullable SocketKind of(int descriptor) {
    try {
      if (Sockets.isUnix(descriptor, SocketType.STREAM)) {
        return Sockets.listens(descriptor) ? UNIX : null;
      }
      if (Sockets.isInternet(descriptor, SocketType.STREAM)) {
        return Sockets.listens(descriptor) ? TCP : null;
      }
      return Sockets.isInternet(descriptor, SocketType.DATAGRAM) ? UDP : null;
    } catch (SystemCallException notASocket) {
      return null;
    }
  }
}
