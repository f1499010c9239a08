package dev.fairlead.proxy.connect;

import dev.fairlead.proxy.observe.LoopTime;
import dev.fairlead.proxy.prelude.Parties;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The idle upstream connections of one event loop, by endpoint and the TLS wanted there; the one
 * used last goes out first. Those that may carry the requests of one client only are in a pool of
 * that client.
 *
 * <p>Bounds: {@value #MAX_PER_ENDPOINT} idle connections per endpoint and {@value #MAX_IDLE} in
 * all; one more is closed instead of kept. Idle for {@value #IDLE_SECONDS} s: closed. A connection
 * the peer closes leaves by {@link #forget}. Confined to its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
final class HttpPool {
  /** Idle connections kept per endpoint. */
  static final int MAX_PER_ENDPOINT = 64;

  /** Idle connections kept in all. */
  static final int MAX_IDLE = 1_024;

  /** How long one may idle. */
  static final int IDLE_SECONDS = 30;

  /** Of a connection at rest over TLS, before it is used again; some tickets are one such piece. */
  private static final int READ_BYTES = 4 * 1024;

  private static final int MAX_READS = 8;

  /** Shared by all: what is read into it is never looked at. */
  private static final ByteBuffer OCTET = ByteBuffer.allocateDirect(1);

  private final EventLoop loop;
  private final @Nullable Parties client;
  private final Map<Object, ArrayDeque<HttpLink>> idle = new HashMap<>();
  private int size;
  private boolean sweeping;
  private boolean closed;

  /**
   * An empty one.
   *
   * @param client whose connections they are; null for anybody's
   */
  HttpPool(EventLoop loop, @Nullable Parties client) {
    this.loop = loop;
    this.client = client;
  }

  /** Whose connections they are; null for anybody's. */
  @Nullable Parties client() {
    return client;
  }

  /** Closes what idles now, and what would later. */
  void close() {
    closed = true;
    List<HttpLink> all = idle.values().stream().flatMap(ArrayDeque::stream).toList();
    idle.clear();
    size = 0;
    all.forEach(link -> link.channel().close());
  }

  /** The connection to {@code place} that idles the shortest; null if there is none. */
  @Nullable HttpLink take(Object place) {
    ArrayDeque<HttpLink> stack = idle.get(place);
    while (stack != null) {
      HttpLink link = stack.pollFirst();
      if (link == null) {
        idle.remove(place);
        return null;
      }
      size--;
      if (link.channel().isActive() && silent(link)) {
        return link;
      }
      link.channel().close();
    }
    return null;
  }

  /**
   * Whether nothing arrived since the channel was read last. The event loop may not have come to it
   * yet, and what lies there is the peer's end, or bytes that would become the answer to the next
   * request. Reading takes such a byte, but the channel is closed then.
   */
  private static boolean silent(HttpLink link) {
    if (!(link.channel() instanceof EpollSocketChannel socket)) {
      return true;
    }
    SslHandler tls = link.tls();
    try {
      return tls == null
          ? socket.fd().read(OCTET, 0, 1) == 0
          : silentBehindTls(socket) && fit(link, tls);
    } catch (IOException reset) {
      return false;
    }
  }

  /**
   * The same over TLS, where records of its own, such as session tickets, may lie there. So what
   * does is given to the handlers; of a channel at rest they close over anything else.
   */
  private static boolean silentBehindTls(EpollSocketChannel socket) throws IOException {
    for (int i = 0; i < MAX_READS && socket.isActive(); i++) {
      ByteBuf bytes = socket.alloc().directBuffer(READ_BYTES);
      int count;
      try {
        ByteBuffer room = bytes.internalNioBuffer(0, READ_BYTES);
        count = socket.fd().read(room, room.position(), room.limit());
      } catch (IOException e) {
        bytes.release();
        throw e;
      }
      if (count <= 0) {
        bytes.release();
        return count == 0;
      }
      socket.pipeline().fireChannelRead(bytes.writerIndex(count)).fireChannelReadComplete();
    }
    return false; // closed, or it says more than TLS has to say
  }

  /** Whether the handlers took nothing amiss; a close over TLS may take a while. */
  private static boolean fit(HttpLink link, SslHandler tls) {
    return !link.surplus() && !tls.engine().isInboundDone();
  }

  /** Keeps a connection for the next user, or closes it if there are enough. */
  void release(HttpLink link) {
    Channel channel = link.channel();
    Object place = link.place();
    ArrayDeque<HttpLink> stack = idle.computeIfAbsent(place, _ -> new ArrayDeque<>());
    if (closed || !channel.isActive() || size >= MAX_IDLE || stack.size() >= MAX_PER_ENDPOINT) {
      channel.close();
      return;
    }
    channel.config().setAutoRead(true); // to hear the peer close it
    link.idles(LoopTime.now());
    stack.addFirst(link);
    size++;
    if (!sweeping) {
      sweeping = true;
      loop.schedule(this::sweep, IDLE_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** A connection is gone. */
  void forget(HttpLink link) {
    Object place = link.place();
    ArrayDeque<HttpLink> stack = idle.get(place);
    if (stack != null && stack.remove(link)) {
      size--;
      if (stack.isEmpty()) {
        idle.remove(place);
      }
    }
  }

  private void sweep() {
    long limit = System.nanoTime() - TimeUnit.SECONDS.toNanos(IDLE_SECONDS);
    ArrayDeque<HttpLink> late = new ArrayDeque<>();
    for (Iterator<ArrayDeque<HttpLink>> stacks = idle.values().iterator(); stacks.hasNext(); ) {
      ArrayDeque<HttpLink> stack = stacks.next();
      // The oldest are last.
      while (!stack.isEmpty() && stack.peekLast().idleSince() - limit <= 0) {
        late.add(stack.pollLast());
        size--;
      }
      if (stack.isEmpty()) {
        stacks.remove();
      }
    }
    late.forEach(link -> link.channel().close());
    sweeping = size > 0;
    if (sweeping) {
      loop.schedule(this::sweep, IDLE_SECONDS / 2, TimeUnit.SECONDS);
    }
  }
}
