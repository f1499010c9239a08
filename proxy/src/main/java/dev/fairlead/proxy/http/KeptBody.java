package dev.fairlead.proxy.http;

import dev.fairlead.catalog.model.Effort;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * What a request's body was so far, kept to send it again until its answer begins.
 *
 * <pre>
 *   whole ──too long, or no room on this node, or let go──► gone
 * </pre>
 *
 * <p>The bytes are copied: pieces as they arrive may each hold on to a buffer many times their
 * size. Confined to one event loop; {@link #letGo} must be called at the end.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
final class KeptBody {
  private static final int SMALLEST_BYTES = 256;

  private final ReplayRoom room;
  private final ByteBufAllocator allocator;
  private int limit = Effort.DEFAULT.replayBodyBytes();
  private int reserved;
  private boolean whole = true;
  private @Nullable ByteBuf bytes;
  private @Nullable HttpHeaders trailers;

  KeptBody(ReplayRoom room, ByteBufAllocator allocator) {
    this.room = room;
    this.allocator = allocator;
  }

  /** Keeps at most {@code bytes}, and none of a body that is known to be longer. */
  void limit(int bytes, long length) {
    limit = bytes;
    if (length > bytes) {
      letGo();
    }
  }

  /** Keeps one more piece, which stays the caller's. */
  void add(HttpContent piece) {
    if (piece instanceof LastHttpContent last) {
      trailers = last.trailingHeaders();
    }
    int length = piece.content().readableBytes();
    if (!whole || length == 0) {
      return;
    }
    int size = length + (bytes == null ? 0 : bytes.readableBytes());
    if (size > limit || !reserve(size)) {
      letGo();
      return;
    }
    grown().writeBytes(piece.content(), piece.content().readerIndex(), length);
  }

  private boolean reserve(int size) {
    int wanted = Math.max(SMALLEST_BYTES, Integer.highestOneBit(size - 1) << 1);
    if (wanted > reserved) {
      if (!room.take(wanted - reserved)) {
        return false;
      }
      reserved = wanted;
    }
    return true;
  }

  private ByteBuf grown() {
    if (bytes == null) {
      bytes = allocator.buffer(reserved);
    } else if (bytes.capacity() < reserved) {
      bytes.capacity(reserved);
    }
    return bytes;
  }

  /** Whether everything that was sent is here. */
  boolean whole() {
    return whole;
  }

  /**
   * Writes all of it to another upstream.
   *
   * @param complete whether nothing more follows
   */
  void writeTo(Channel channel, boolean complete) {
    if (bytes != null) {
      channel.write(new DefaultHttpContent(bytes.copy())); // more may be added before it is out
    }
    if (complete) {
      LastHttpContent last = new DefaultLastHttpContent();
      if (trailers != null) {
        last.trailingHeaders().set(trailers);
      }
      channel.write(last);
    }
  }

  /** Keeps nothing any more; may be called again. */
  void letGo() {
    whole = false;
    if (bytes != null) {
      bytes.release();
      bytes = null;
    }
    room.give(reserved);
    reserved = 0;
  }
}
