package dev.fairlead.watchdog.control;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a node's control socket on which every operation has a deadline.
 *
 * <p>The node at the other end may be hung, stopped or half dead: nothing here waits longer than it
 * was told to. Commands are answered in order, one at a time. Used by one thread at a time.
 */
public final class ControlClient implements AutoCloseable {
  /** Pause before the next attempt when the node's queue of connections is full. */
  private static final long RETRY_NANOS = 5_000_000; // 5 ms

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final ReplyAssembler replies = new ReplyAssembler();
  private final ByteBuffer input = ByteBuffer.allocate(16 * 1024);

  private ControlClient(SocketChannel channel, Selector selector) throws IOException {
    this.channel = channel;
    this.selector = selector;
    this.key = channel.register(selector, SelectionKey.OP_READ);
  }

  /**
   * Connects.
   *
   * @param limit how long to try while the node's queue of connections is full
   * @throws IOException at once when nobody listens there; a {@link SocketTimeoutException} after
   *     the limit
   */
  public static ControlClient connect(Path socket, Duration limit) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      SocketChannel channel = open(socket);
      if (channel != null) {
        return new ControlClient(channel, Selector.open());
      }
      if (deadline - System.nanoTime() <= 0) {
        throw new SocketTimeoutException("cannot connect to " + socket + " within " + limit);
      }
      refuseInterrupted();
      LockSupport.parkNanos(RETRY_NANOS);
    }
  }

  /**
   * Sends a command and waits for the whole reply.
   *
   * <p>After an exception the connection is closed: a reply that comes too late must not be taken
   * for the answer to the next command.
   *
   * @throws SocketTimeoutException when the reply was not complete in time
   */
  public List<String> ask(String command, Duration deadline) throws IOException {
    long until = System.nanoTime() + deadline.toNanos();
    try {
      send(command, deadline);
      List<String> reply = await(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
      if (reply == null) {
        throw new SocketTimeoutException(
            "no answer to '" + command + "' within " + deadline.toMillis() + " ms");
      }
      return reply;
    } catch (IOException failed) {
      close();
      throw failed;
    }
  }

  /**
   * Sends a command without waiting for its reply.
   *
   * @param limit how long to try while the socket's buffer is full
   */
  public void send(String command, Duration limit) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    ByteBuffer bytes = ControlFrames.request(command);
    while (bytes.hasRemaining()) {
      if (channel.write(bytes) == 0 && !ready(SelectionKey.OP_WRITE, deadline)) {
        throw new SocketTimeoutException("the node takes no commands");
      }
    }
  }

  /**
   * Waits for the next reply.
   *
   * @param limit zero only looks
   * @return its lines, or null when it is not complete within the limit; it may be awaited again
   */
  public @Nullable List<String> await(Duration limit) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    List<String> reply = replies.poll();
    while (reply == null) {
      if (!ready(SelectionKey.OP_READ, deadline)) {
        return null;
      }
      read();
      reply = replies.poll();
    }
    return reply;
  }

  /** Closes the connection. */
  @Override
  public void close() throws IOException {
    try (selector) {
      channel.close();
    }
  }

  private void read() throws IOException {
    if (channel.read(input.clear()) < 0) {
      throw new EOFException("the node closed the control connection");
    }
    replies.feed(input.flip());
  }

  private boolean ready(int operation, long deadline) throws IOException {
    key.interestOps(operation);
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      selector.selectNow();
    } else {
      selector.select(Math.max(1, left / 1_000_000));
    }
    refuseInterrupted();
    boolean ready = selector.selectedKeys().remove(key);
    return ready || (deadline - System.nanoTime() > 0 && ready(operation, deadline));
  }

  /** A connected channel, or null when the listener's queue of connections is full. */
  private static @Nullable SocketChannel open(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    boolean connected = false;
    try {
      channel.configureBlocking(false);
      connected = channel.connect(UnixDomainSocketAddress.of(socket));
      return connected ? channel : null;
    } catch (IOException failed) {
      if (queueFull(socket, failed)) {
        return null;
      }
      throw new IOException("no node answers at " + socket + ": " + failed.getMessage(), failed);
    } finally {
      if (!connected) {
        channel.close();
      }
    }
  }

  /**
   * Whether Linux said EAGAIN. The attempt does not go on in the background as it would with TCP,
   * and the JDK tells it from a missing or refused socket only by a text in the user's language.
   */
  private static boolean queueFull(Path socket, IOException failed) {
    return !(failed instanceof ConnectException) && Files.isWritable(socket);
  }

  private static void refuseInterrupted() throws InterruptedIOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted while talking to the node");
    }
  }
}
