package dev.fairlead.watchdog.link;

import dev.fairlead.watchdog.system.SocketFile;
import dev.fairlead.watchdog.system.SocketType;
import dev.fairlead.watchdog.system.Sockets;
import dev.fairlead.watchdog.system.SystemCallException;
import dev.fairlead.watchdog.system.UnixListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where a node that lost its watchdog waits for the next one: a Unix socket of mode 0600.
 *
 * <p>{@link #accept} is for one platform thread at a time, {@link #close} for any.
 */
public final class LinkServer implements AutoCloseable {
  /** A watchdog at a time; one more may wait while a connection is noticed to be dead. */
  private static final int BACKLOG = 4;

  private final Descriptor socket;
  private final SocketFile file;
  private final ReentrantLock accepting = new ReentrantLock();
  private final AtomicBoolean closed = new AtomicBoolean();

  private LinkServer(Descriptor socket, SocketFile file) {
    this.socket = socket;
    this.file = file;
  }

  /**
   * Binds. A file left over from a process that died is replaced.
   *
   * @throws IOException when somebody listens there already, or the path cannot be bound
   */
  public static LinkServer bind(Path path) throws IOException {
    Descriptor socket;
    try {
      socket = Descriptor.own(UnixListener.bind(path, SocketType.PACKETS, BACKLOG));
    } catch (IOException | IllegalArgumentException failed) {
      throw new IOException("cannot bind " + path + ": " + failed.getMessage(), failed);
    }
    return new LinkServer(socket, SocketFile.at(path));
  }

  /** Waits for a watchdog; null when this was closed. */
  public @Nullable Link accept() throws IOException {
    accepting.lock();
    try {
      return closed.get() ? null : new Link(Descriptor.own(Sockets.accept(socket.number())));
    } catch (SystemCallException failed) {
      if (closed.get()) {
        return null;
      }
      throw failed;
    } finally {
      accepting.unlock();
    }
  }

  /** Stops waiting and removes the file, unless another process has bound the path since. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      Sockets.shutDown(socket.number());
    } catch (SystemCallException notListening) {
      // Then nobody waits in it either.
    }
    accepting.lock();
    try {
      socket.close();
      file.remove();
    } finally {
      accepting.unlock();
    }
  }
}
