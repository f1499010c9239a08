package dev.fairlead.watchdog.link;

import dev.fairlead.watchdog.system.Descriptors;
import dev.fairlead.watchdog.system.Errno;
import dev.fairlead.watchdog.system.Packets;
import dev.fairlead.watchdog.system.Packets.Packet;
import dev.fairlead.watchdog.system.SocketType;
import dev.fairlead.watchdog.system.Sockets;
import dev.fairlead.watchdog.system.SystemCallException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One end of the connection between the watchdog and a node: {@code AF_UNIX}, {@code
 * SOCK_SEQPACKET}, one packet for each {@link Message}.
 *
 * <p>Sending never waits: what the kernel holds for the other end is bounded (some 200 short
 * messages), and an end that reads no more is told from one that is gone. The kernel reports the
 * other end's death at once, after everything that it had sent.
 *
 * <p>Thread-safe: any thread may send; receiving is for one platform thread at a time, which {@link
 * #close} from another wakes.
 */
public final class Link implements AutoCloseable {
  /** One more than allowed, so that a packet of the full length is told from a longer one. */
  private static final int RECEIVE_BYTES = Message.MAX_BYTES + 1;

  private final Descriptor socket;

  /** Held while a packet is awaited, so that the number is not closed under the kernel's hands. */
  private final ReentrantLock receiving = new ReentrantLock();

  /** Held while a packet is sent, for the same reason. */
  private final ReentrantLock sending = new ReentrantLock();

  private final AtomicBoolean closed = new AtomicBoolean();

  Link(Descriptor socket) {
    this.socket = socket;
  }

  /**
   * A new connection.
   *
   * @param mine this process's end
   * @param childs the other end, to be inherited by a process to be started
   */
  public record Ends(Link mine, Descriptor childs) {}

  /** Makes a connection for a process to be started. */
  public static Ends pair() throws IOException {
    int[] ends = Sockets.pair(SocketType.PACKETS);
    return new Ends(new Link(Descriptor.own(ends[0])), Descriptor.own(ends[1]));
  }

  /**
   * Takes over the end that this process inherited. The number given refers to {@code /dev/null}
   * afterwards: nobody reads from the link by mistake, and no process started later inherits it and
   * keeps it open beyond this one's end.
   *
   * @throws IOException when that descriptor is not a link
   */
  public static Link adopt(int inherited) throws IOException {
    if (!isLink(inherited)) {
      throw new IOException(
          "file descriptor "
              + inherited
              + " is no link to a watchdog; only a watchdog starts a process so");
    }
    Descriptor socket = Descriptor.own(Descriptors.duplicate(inherited));
    try (Descriptor nothing = Descriptor.own(Descriptors.openNull())) {
      Descriptors.placeForChildren(nothing.number(), inherited);
      return new Link(socket);
    } catch (IOException failed) {
      socket.close();
      throw failed;
    }
  }

  /**
   * Connects to a node that lost its watchdog. Blocks at most a second.
   *
   * @throws IOException when nobody listens there
   */
  public static Link connect(Path path) throws IOException {
    return new Link(Descriptor.own(Sockets.connectUnix(SocketType.PACKETS, path.toString())));
  }

  /** The process at the other end, which listened when this one connected. */
  public long peer() throws IOException {
    return Sockets.peer(socket.number());
  }

  /**
   * Sends a message, with copies of its descriptors. Never waits.
   *
   * @throws IOException when the other end is gone or has not read for long; the message was not
   *     sent, not even in part
   * @throws IllegalArgumentException when the message is too long
   */
  public void send(Message message) throws IOException {
    byte[] bytes = message.bytes();
    int[] descriptors = message.descriptors().stream().mapToInt(Descriptor::number).toArray();
    sending.lock();
    try {
      Packets.send(openSocket(), bytes, descriptors);
    } catch (SystemCallException refused) {
      throw new IOException(reason(refused) + ": '" + message.verb() + "' not sent", refused);
    } finally {
      sending.unlock();
    }
  }

  /**
   * Waits for the next message. Its descriptors belong to the caller and are closed by {@code
   * exec}.
   *
   * @return null when the other end is gone, or this one was closed
   * @throws ProtocolException when the packet is no message; the next one may be received
   * @throws IOException when receiving fails
   */
  public @Nullable Message receive() throws IOException {
    receiving.lock();
    try {
      Packet packet = closed.get() ? null : receivePacket();
      return packet == null || !packet.bytes().hasRemaining() ? null : decode(packet);
    } finally {
      receiving.unlock();
    }
  }

  /** Ends the connection: the other end learns it after it has read what was sent. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      Sockets.shutDown(socket.number());
    } catch (SystemCallException goneAlready) {
      // There is nobody left to be told, nor anybody waiting.
    }
    receiving.lock();
    sending.lock();
    try {
      socket.close();
    } finally {
      sending.unlock();
      receiving.unlock();
    }
  }

  private static boolean isLink(int descriptor) {
    try {
      return Sockets.isUnix(descriptor, SocketType.PACKETS);
    } catch (SystemCallException noSocket) {
      return false;
    }
  }

  private int openSocket() throws IOException {
    if (closed.get()) {
      throw new IOException("the link is closed");
    }
    return socket.number();
  }

  /**
   * The other end's death with something unread is reported once, before what it had sent: asking
   * again gets that.
   */
  private @Nullable Packet receivePacket() throws IOException {
    while (true) {
      try {
        return Packets.receive(socket.number(), RECEIVE_BYTES, Message.MAX_DESCRIPTORS);
      } catch (SystemCallException failed) {
        switch (failed.errno()) {
          case Errno.ECONNRESET -> {}
          case Errno.ENOTCONN -> {
            return null;
          }
          default -> throw failed;
        }
      }
    }
  }

  private static Message decode(Packet packet) throws ProtocolException {
    List<Descriptor> descriptors = packet.descriptors().stream().map(Descriptor::own).toList();
    try {
      if (!packet.whole() || packet.bytes().remaining() > Message.MAX_BYTES) {
        throw new ProtocolException(
            "message of more than %d bytes or %d descriptors"
                .formatted(Message.MAX_BYTES, Message.MAX_DESCRIPTORS));
      }
      return Message.parse(StandardCharsets.UTF_8.decode(packet.bytes()).toString(), descriptors);
    } catch (ProtocolException garbage) {
      descriptors.forEach(Descriptor::close);
      throw garbage;
    }
  }

  private static String reason(SystemCallException refused) {
    return switch (refused.errno()) {
      case Errno.EAGAIN -> "the other end of the link does not read";
      case Errno.EPIPE, Errno.ECONNRESET, Errno.ENOTCONN -> "the other end of the link is gone";
      default -> refused.reason();
    };
  }
}
