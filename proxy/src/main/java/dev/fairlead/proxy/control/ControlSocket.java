package dev.fairlead.proxy.control;

import dev.fairlead.proxy.listen.Graft;
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
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Unix socket operators and the watchdog talk to.
 *
 * <p>One thread accepts, one per connection answers. They share nothing with the parts they report
 * on, so that the socket answers while those hang; nor with the scheduler of virtual threads, which
 * may hang as well. At most {@link #MAX_CONNECTIONS} are open; a further one is told so and closed.
 * Thread-safe.
 */
public final class ControlSocket implements AutoCloseable {
  /** Open connections; the watchdog needs one, people and scripts a few. */
  public static final int MAX_CONNECTIONS = 64;

  /** How long closing waits for answers under way; a command that hangs is cut off then. */
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);

  private final Optional<Path> file;
  private final ServerSocketChannel server;
  private final Runnable gate;
  private final Commands commands;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

  /** One permit for each connection, held while it answers; closing takes them all. */
  private final Semaphore answering = new Semaphore(MAX_CONNECTIONS);

  /**
   * Creates one.
   *
   * @param file to be removed at the end
   */
  private ControlSocket(
      Optional<Path> file, ServerSocketChannel server, Commands commands, Runnable gate) {
    this.file = file;
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
    return open(path, OptionalInt.empty(), commands, gate);
  }

  /**
   * As {@link #open(Path, Commands, Runnable)}, but on a socket that somebody else bound to {@code
   * path}: the file is theirs and stays.
   *
   * @param given its descriptor; empty to bind here
   */
  static ControlSocket open(Path path, OptionalInt given, Commands commands, Runnable gate) {
    try {
      ServerSocketChannel server = given.isPresent() ? adopt(given.getAsInt()) : bindFirst(path);
      Optional<Path> file = given.isPresent() ? Optional.empty() : Optional.of(path);
      ControlSocket socket = new ControlSocket(file, server, commands, gate);
      Thread.ofPlatform().daemon().name("control-accept").start(socket::accept);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot bind control socket " + path + ": " + e.getMessage(), e);
    }
  }

  /** The channel has not accepted yet: it does so once its thread runs. */
  private static ServerSocketChannel adopt(int given) throws IOException {
    Path folder = Files.createTempDirectory("f");
    Path unseen = folder.resolve("s");
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(unseen), 1);
      Graft.onto(server.getLocalAddress(), given);
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    } finally {
      Files.deleteIfExists(unseen);
      Files.delete(folder);
    }
  }

  private static ServerSocketChannel bindFirst(Path path) throws IOException {
    refuseIfAnswered(path);
    return bind(path);
  }

  /**
   * Binds in a folder that only the owner may enter and moves the socket to its place when its mode
   * is right: at no moment can anybody else connect, whatever the umask is.
   */
  private static ServerSocketChannel bind(Path path) throws IOException {
    Path folder = ownersFolder(path);
    Path unseen = folder.resolve("s");
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(unseen), MAX_CONNECTIONS);
      Files.setPosixFilePermissions(unseen, PosixFilePermissions.fromString("rw-------"));
      Files.move(unseen, path, StandardCopyOption.ATOMIC_MOVE);
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    } finally {
      Files.deleteIfExists(unseen);
      Files.delete(folder);
    }
  }

  /** Its name is short because the path of a socket has at most 107 bytes. */
  private static Path ownersFolder(Path path) throws IOException {
    String name = ".%07x".formatted(ThreadLocalRandom.current().nextInt(1 << 28));
    try {
      return Files.createDirectory(
          path.toAbsolutePath().resolveSibling(name),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (NoSuchFileException e) {
      throw new IOException("the folder does not exist", e);
    } catch (AccessDeniedException e) {
      throw new IOException("the folder is not writable", e);
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
          Thread.ofPlatform().daemon().name("control-client").start(() -> serve(client));
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
        if (!answering.tryAcquire()) {
          return; // closing
        }
        try {
          send(client, commands.run(line));
        } finally {
          answering.release();
        }
      }
    }
  }

  private static void send(SocketChannel client, List<String> lines) throws IOException {
    ByteBuffer reply = ControlFrames.reply(lines);
    while (reply.hasRemaining()) {
      client.write(reply);
    }
  }

  /**
   * Closes the socket and every connection, and removes the file if it was bound here. Answers
   * under way are sent first: whoever asked the node to stop learns that it will.
   */
  @Override
  public void close() {
    if (!server.isOpen()) {
      return;
    }
    try {
      server.close();
      awaitAnswers();
      for (SocketChannel client : open) {
        client.close();
      }
      if (file.isPresent()) {
        Files.deleteIfExists(file.get());
      }
    } catch (IOException e) {
      LOG.warn("closing the control socket: {}", e.toString());
    }
  }

  private void awaitAnswers() {
    try {
      if (!answering.tryAcquire(MAX_CONNECTIONS, LAST_ANSWERS.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("control socket: closing although a command has no answer yet");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
