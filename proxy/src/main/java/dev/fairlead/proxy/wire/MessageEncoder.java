package dev.fairlead.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Encodes one message after the other (RFC 9112): the head, pieces of body, and a last content.
 *
 * <pre>
 *   START ──head──► PLAIN    pieces go on as they are ──last──► START
 *              ├──► CHUNKED  each within a chunk      ──last, trailers──► START
 *              └──► ABSENT   none goes on             ──last──► START
 * </pre>
 *
 * <p>A head and what follows it at once leave in one piece, as most messages are one: what is short
 * is copied behind what waits, and all that waits leaves with the end of the message, with a piece
 * that is long, or with a flush. Waiting are at most {@value #WAITING_BYTES} bytes and a head. The
 * promise of a piece that waits is kept when it is copied, that of the last one when all is
 * written. Anything that is no part of a message goes on behind what waits. Confined to its event
 * loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
public abstract class MessageEncoder extends ChannelOutboundHandlerAdapter {
  /** Longer pieces are not copied. */
  static final int COPIED_BYTES = 2 * 1024;

  /** What may wait, beside one head. */
  static final int WAITING_BYTES = 16 * 1024;

  private static final int HEAD_ROOM = 1024;
  private static final int CHUNK_ROOM = 32;
  private static final int LINE_END = '\r' << 8 | '\n';

  private enum State {
    START,
    PLAIN,
    CHUNKED,
    ABSENT
  }

  private State state = State.START;
  private @Nullable ByteBuf waiting;

  MessageEncoder() {}

  /** Writes the first line, with its end. */
  abstract void line(HttpMessage head, ByteBuf out);

  /** Whether no body follows whatever the fields say; they are made to say nothing impossible. */
  abstract boolean bodiless(HttpMessage head);

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof HttpMessage head) {
      begin(ctx, head);
    }
    if (message instanceof HttpContent piece) {
      piece(ctx, piece, promise);
    } else if (message instanceof HttpMessage) {
      promise.trySuccess();
    } else {
      release(ctx);
      ctx.write(message, promise);
    }
  }

  private void begin(ChannelHandlerContext ctx, HttpMessage head) {
    if (state != State.START) {
      throw new IllegalStateException("a head within a message");
    }
    boolean bodiless = bodiless(head);
    ByteBuf out = room(ctx, HEAD_ROOM);
    line(head, out);
    fields(head.headers(), out);
    out.writeShort(LINE_END);
    boolean chunked = HttpUtil.isTransferEncodingChunked(head);
    state = bodiless ? State.ABSENT : chunked ? State.CHUNKED : State.PLAIN;
  }

  private static void fields(HttpHeaders headers, ByteBuf out) {
    if (headers instanceof Fields fields) {
      fields.writeTo(out);
      return;
    }
    Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence();
    while (all.hasNext()) {
      Map.Entry<CharSequence, CharSequence> field = all.next();
      out.writeCharSequence(field.getKey(), StandardCharsets.ISO_8859_1);
      out.writeShort(':' << 8 | ' ');
      out.writeCharSequence(field.getValue(), StandardCharsets.ISO_8859_1);
      out.writeShort(LINE_END);
    }
  }

  private void piece(ChannelHandlerContext ctx, HttpContent piece, ChannelPromise promise) {
    switch (state) {
      case START -> {
        ReferenceCountUtil.release(piece);
        promise.tryFailure(new IllegalStateException("a body without a head"));
        return;
      }
      case PLAIN -> body(ctx, piece.content());
      case CHUNKED -> chunk(ctx, piece.content());
      case ABSENT -> piece.release();
    }
    if (piece instanceof LastHttpContent last) {
      end(ctx, last, promise);
    } else {
      promise.trySuccess();
    }
  }

  private void chunk(ChannelHandlerContext ctx, ByteBuf content) {
    int length = content.readableBytes();
    if (length == 0) {
      content.release();
      return;
    }
    ByteBuf out = room(ctx, CHUNK_ROOM);
    out.writeCharSequence(Integer.toHexString(length), StandardCharsets.US_ASCII);
    out.writeShort(LINE_END);
    body(ctx, content);
    room(ctx, CHUNK_ROOM).writeShort(LINE_END);
  }

  private void body(ChannelHandlerContext ctx, ByteBuf content) {
    int length = content.readableBytes();
    if (length > COPIED_BYTES) {
      release(ctx);
      ctx.write(content);
      return;
    }
    if (length > 0) {
      room(ctx, length).writeBytes(content);
    }
    content.release();
  }

  private void end(ChannelHandlerContext ctx, LastHttpContent last, ChannelPromise promise) {
    if (state == State.CHUNKED) {
      ByteBuf out = room(ctx, CHUNK_ROOM);
      out.writeByte('0').writeShort(LINE_END);
      fields(last.trailingHeaders(), out);
      out.writeShort(LINE_END);
    }
    state = State.START;
    ByteBuf all = waiting;
    waiting = null;
    if (all == null) {
      promise.trySuccess(); // its last piece is under way already
    } else {
      ctx.write(all, promise);
    }
  }

  /** A buffer that has room, behind what waits. */
  private ByteBuf room(ChannelHandlerContext ctx, int bytes) {
    ByteBuf out = waiting;
    if (out != null && out.readableBytes() + bytes > WAITING_BYTES) {
      release(ctx);
      out = null;
    }
    if (out == null) {
      out = ctx.alloc().ioBuffer(Math.max(HEAD_ROOM, bytes));
      waiting = out;
    }
    return out;
  }

  /** Sends what waits on its way. */
  private void release(ChannelHandlerContext ctx) {
    ByteBuf out = waiting;
    if (out != null) {
      waiting = null;
      ctx.write(out);
    }
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    release(ctx);
    ctx.flush();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    release(ctx);
  }
}
