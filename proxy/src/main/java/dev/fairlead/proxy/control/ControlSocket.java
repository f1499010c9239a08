package dev.fairlead.proxy.control;

import dev.fairlead.watchdog.control.ControlFrames;
import dev.fairlead.watchdog.control.LineAssembler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Unix socket operators and the watchdog talk to.
 *
 * <p>One virtual thread accepts, one per connection answers. They share nothing with the parts they
 * report on, so that the socket answers while those hang. At most {@link #MAX_CONNECTIONS} are
 * open; a further one is told so and closed. Thread-safe.
 */
public final class ControlSocket implements AutoCloseable {
  /** Open connections; the watchdog needs one, people and scripts a few. */
  public static final int MAX_CONNECTIONS = 64;

  private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);

  private final Path path;
  private final ServerSocketChannel server;
  private final Runnable gate;
  private final Commands commands;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

  private ControlSocket(Path path, ServerSocketChannel server, Commands commands, Runnable gate) {
    this.path = path;
    this.server = server;
    this.commands = commands;
    this.gate = gate;
  }

  /**
   * Binds {@code path} with mode 0600 and starts answering. A file left over from a process that
   * died is replaced, one behind which somebody listens is not.
   *
   * @param gate passed before each command; it may block for ever, which is what {@code debug stop
   *     answering} makes it do
   * @throws UncheckedIOException if the path cannot be bound
   */
  public static ControlSocket open(Path path, Commands commands, Runnable gate) {
    try {
      refuseIfAnswered(path);
      Files.deleteIfExists(path);
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(path), MAX_CONNECTIONS);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      ControlSocket socket = new ControlSocket(path, server, commands, gate);
      Thread.ofVirtual().name("control-accept").start(socket::accept);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot bind control socket " + path + ": " + e.getMessage(), e);
    }
  }

  private static void refuseIfAnswered(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException nobody) {
      return;
    }
    throw new IOException("another node answers there");
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        SocketChannel client = server.accept();
        if (open.size() >= MAX_CONNECTIONS) {
          refuse(client);
        } else {
          open.add(client);
          Thread.ofVirtual().name("control-client").start(() -> serve(client));
        }
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.warn("control socket: {}", e.toString());
      }
    }
  }

  private static void refuse(SocketChannel client) {
    try (client) {
      send(client, List.of("error: more than " + MAX_CONNECTIONS + " control connections"));
    } catch (IOException e) {
      LOG.debug("control connection refused: {}", e.toString());
    }
  }

  private void serve(SocketChannel client) {
    try (client) {
      answerLines(client);
    } catch (IOException e) {
      LOG.debug("control connection ended: {}", e.toString());
    } finally {
      open.remove(client);
    }
  }

  private void answerLines(SocketChannel client) throws IOException {
    LineAssembler lines = new LineAssembler(ControlFrames.MAX_REQUEST_BYTES);
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    Queue<String> requests = new ArrayDeque<>();
    while (client.read(buffer) >= 0) {
      try {
        lines.feed(buffer.flip(), requests::add);
      } catch (IOException tooLong) {
        send(client, List.of("error: " + tooLong.getMessage()));
        return;
      }
      buffer.clear();
      for (String line = requests.poll(); line != null; line = requests.poll()) {
        gate.run();
        send(client, commands.run(line));
      }
    }
  }

  private static void send(SocketChannel client, List<String> lines) throws IOException {
    ByteBuffer reply = ControlFrames.reply(lines);
    while (reply.hasRemaining()) {
      client.write(reply);
    }
  }

  /** Closes the socket and every connection, and removes the file. */
  @Override
  public void close() {
    try {
      server.close();
      for (SocketChannel client : open) {
        client.close();
      }
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.warn("closing control socket {}: {}", path, e.toString());
    }
  }
}
