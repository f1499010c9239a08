package dev.fairlead.watchdog.evidence;

import dev.fairlead.watchdog.proc.ProcFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Asks a JVM to run one of its diagnostic commands, over the Unix socket that HotSpot opens with
 * {@code -XX:+StartAttachListener}: what {@code jcmd} does, without a JVM of its own and with a
 * deadline.
 *
 * <pre>
 *   request   "1" 0 "jcmd" 0 "Thread.print -l" 0 "" 0 "" 0        version 1 of the protocol
 *   reply     "0" LF text … end of stream                         anything but 0 is a refusal
 * </pre>
 *
 * <p>Not for the JVM that asks: {@link OwnJvm} says why. A JVM that is stopped, or cannot bring its
 * threads to a safepoint, does not answer. Stateless.
 */
public final class JvmAttach {
  /** Bytes of a reply; a thousand threads have fewer. The rest is cut off. */
  static final int MAX_REPLY_BYTES = 4 << 20; // 4 MiB

  private JvmAttach() {}

  /** Where the JVM of that process listens. */
  static Path socket(long pid) {
    return Path.of("/tmp", ".java_pid" + pid);
  }

  /**
   * Removes the socket of a JVM that was killed and could not do so itself. Nothing happens if it
   * is not there, or the process still is.
   */
  public static void forget(long pid) throws IOException {
    if (!ProcFolder.ofProcess(pid).exists()) {
      Files.deleteIfExists(socket(pid));
    }
  }

  /**
   * Runs a command.
   *
   * @return its output, line by line
   * @throws IOException when it cannot be asked, refuses, or does not answer within the limit
   */
  static List<String> ask(long pid, String command, Duration limit) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    Path socket = socket(pid);
    refuseForeign(pid, socket);
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
        throw new IOException("the JVM takes no connection at " + socket);
      }
      String request = "1\0jcmd\0" + command + "\0\0\0";
      if (channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)))
          < request.length()) {
        throw new IOException("the JVM takes no request at " + socket);
      }
      channel.register(selector, SelectionKey.OP_READ);
      return text(command, read(channel, selector, deadline, limit));
    }
  }

  /** Others may write to /tmp: a socket must belong to who runs the process. */
  private static void refuseForeign(long pid, Path socket) throws IOException {
    if (!Files.getOwner(socket).equals(Files.getOwner(ProcFolder.ofProcess(pid).path()))) {
      throw new IOException(socket + " belongs to somebody else than the process");
    }
  }

  private static byte[] read(
      SocketChannel channel, Selector selector, long deadline, Duration limit) throws IOException {
    ByteArrayOutputStream reply = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    while (reply.size() < MAX_REPLY_BYTES) {
      int count = channel.read(buffer.clear());
      if (count < 0) {
        break;
      }
      reply.write(buffer.array(), 0, count);
      long left = deadline - System.nanoTime();
      if (left <= 0 || Thread.currentThread().isInterrupted()) {
        throw new SocketTimeoutException(
            "the JVM did not answer within " + limit.toMillis() + " ms");
      }
      if (count == 0) {
        selector.select(Math.max(1, left / 1_000_000));
        selector.selectedKeys().clear();
      }
    }
    return reply.toByteArray();
  }

  private static List<String> text(String command, byte[] reply) throws IOException {
    List<String> lines = new String(reply, StandardCharsets.UTF_8).lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals("0")) {
      throw new IOException(
          "the JVM refused '"
              + command
              + "': "
              + String.join(" ", lines.stream().limit(3).toList()));
    }
    return lines.subList(1, lines.size());
  }
}
