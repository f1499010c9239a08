package dev.fairlead.proxy.wire;

import dev.fairlead.proxy.wire.Malformed.Part;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes one message after the other (RFC 9112), each as its head, pieces of body, and a last
 * content.
 *
 * <pre>
 *   START ──line──► FIELDS ──empty line──► START          no body
 *                      ├─► SIZED ──all bytes──► START
 *                      ├─► CHUNK_SIZE ──► CHUNK ──► CHUNK_END ──► CHUNK_SIZE …
 *                      │        └──0──► TRAILERS ──empty line──► START
 *                      └─► TO_END ──end of the connection──► BAD
 *   any of these ──something malformed──► BAD, which forgets all that follows
 * </pre>
 *
 * <p>A malformed head is passed on as far as it was read, a malformed body as a last content, both
 * with a failed result that holds a {@link Malformed}; how the bytes were cut into reads never
 * changes what is decoded. A connection that ends within a message just ends: no last content
 * follows. Confined to its event loop.
 */
public abstract class MessageDecoder extends ByteToMessageDecoder {
  private enum State {
    START,
    FIELDS,
    SIZED,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILERS,
    TO_END,
    BAD
  }

  private final Limits limits;
  private final LineReader lines = new LineReader();
  private final FieldReader fields;
  private State state = State.START;
  private @Nullable HttpMessage head;
  private @Nullable Fields trailers;
  private long left;
  private int extensions;
  private int emptyLines;
  private boolean broken;

  MessageDecoder(Limits limits, boolean blankBeforeColon) {
    this.limits = limits;
    this.fields = new FieldReader(lines, limits, blankBeforeColon);
  }

  /** Makes a message of its first line, which is not empty; its fields are {@link Fields}. */
  abstract HttpMessage start(LineReader line, int length) throws Malformed;

  /** A message that stands for one whose first line cannot be read; its target is empty. */
  abstract HttpMessage unreadable();

  /** Whether a message began to arrive, and is not complete. */
  public final boolean within() {
    return state != State.START || actualReadableBytes() > 0;
  }

  /** Where the body ends, once all fields are there. */
  abstract Framing framing(HttpMessage message) throws Malformed;

  /** Something allowed that hardly anybody does was read. */
  protected void odd(Oddity kind) {}

  /** Whether empty lines before the first line are skipped. */
  abstract boolean skipsEmptyLines();

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    try {
      step(in, out);
    } catch (Malformed found) {
      Malformed malformed = found.in(Excerpt.of(in, lines.next(), found.offset()));
      in.skipBytes(in.readableBytes());
      out.add(failed(malformed));
      forget();
      state = State.BAD;
    }
  }

  private HttpObject failed(Malformed malformed) {
    HttpObject broke =
        switch (state) {
          case START -> unreadable();
          case FIELDS -> head == null ? unreadable() : head;
          case SIZED, CHUNK_SIZE, CHUNK, CHUNK_END, TRAILERS, TO_END, BAD ->
              new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
        };
    broke.setDecoderResult(DecoderResult.failure(malformed));
    return broke;
  }

  private void step(ByteBuf in, List<Object> out) throws Malformed {
    switch (state) {
      case START -> readStart(in, out);
      case FIELDS -> readFields(in, out);
      case SIZED -> readSized(in, out);
      case CHUNK_SIZE -> readChunkSize(in);
      case CHUNK -> readChunk(in, out);
      case CHUNK_END -> readChunkEnd(in);
      case TRAILERS -> readTrailers(in, out);
      case TO_END -> out.add(new DefaultHttpContent(piece(in, Long.MAX_VALUE)));
      case BAD -> in.skipBytes(in.readableBytes());
    }
  }

  private void readStart(ByteBuf in, List<Object> out) throws Malformed {
    byte first = in.getByte(in.readerIndex());
    if (!Octets.is(Octets.TOKEN, first) && !(first == '\r' && skipsEmptyLines())) {
      throw Malformed.octet(first, 0, Part.LINE);
    }
    int length = lines.read(in, limits.lineBytes(), Part.LINE, Part.LINE_LENGTH);
    if (length < 0) {
      return;
    }
    if (length == 0) {
      if (++emptyLines > Limits.EMPTY_LINES) {
        throw Malformed.of(Part.LINE, "more than " + Limits.EMPTY_LINES + " empty lines");
      }
      odd(Oddity.EMPTY_LINE);
      lines.reset();
      return;
    }
    head = start(lines, length);
    fields.reset();
    state = State.FIELDS;
    if (in.isReadable()) {
      readFields(in, out);
    }
  }

  private void readFields(ByteBuf in, List<Object> out) throws Malformed {
    HttpMessage message = head;
    if (message == null || !fields.read(in, (Fields) message.headers())) {
      return;
    }
    Framing framing = framing(message);
    head = null;
    out.add(message);
    switch (framing) {
      case Framing.Sized sized -> {
        left = sized.bytes();
        state = State.SIZED;
      }
      case Framing.Open open -> {
        switch (open) {
          case NONE -> end(out, LastHttpContent.EMPTY_LAST_CONTENT);
          case CHUNKED -> state = State.CHUNK_SIZE;
          case TO_END -> state = State.TO_END;
        }
      }
    }
  }

  private void readSized(ByteBuf in, List<Object> out) {
    ByteBuf piece = piece(in, left);
    left -= piece.readableBytes();
    if (left == 0) {
      end(out, new DefaultLastHttpContent(piece));
    } else {
      out.add(new DefaultHttpContent(piece));
    }
  }

  private void readChunkSize(ByteBuf in) throws Malformed {
    int limit = Limits.CHUNK_DIGITS + Limits.EXTENSION_BYTES;
    int length = lines.read(in, limit, Part.BODY, Part.BODY);
    if (length < 0) {
      return;
    }
    left = ChunkLine.size(lines.octets(), length, lines.begin());
    int extension = ChunkLine.extension(lines.octets(), length);
    if (extension > 0 && extensions == 0) {
      odd(Oddity.CHUNK_EXTENSION);
    }
    extensions += extension;
    if (extensions > Limits.EXTENSION_BYTES) {
      throw Malformed.at(lines.begin(), Part.BODY, "too many chunk extensions");
    }
    if (left > 0) {
      state = State.CHUNK;
    } else {
      fields.reset();
      state = State.TRAILERS;
    }
  }

  private void readChunk(ByteBuf in, List<Object> out) {
    ByteBuf piece = piece(in, left);
    left -= piece.readableBytes();
    lines.skip(piece.readableBytes());
    out.add(new DefaultHttpContent(piece));
    if (left == 0) {
      state = State.CHUNK_END;
    }
  }

  private void readChunkEnd(ByteBuf in) throws Malformed {
    byte first = in.getByte(in.readerIndex());
    if (first != '\r') {
      throw Malformed.octet(first, lines.next(), Part.BODY);
    }
    if (lines.read(in, 0, Part.BODY, Part.BODY) == 0) {
      state = State.CHUNK_SIZE;
    }
  }

  private void readTrailers(ByteBuf in, List<Object> out) throws Malformed {
    Fields into = trailers;
    if (into == null) {
      into = new Fields();
      trailers = into;
    }
    if (fields.read(in, into)) {
      end(
          out,
          into.isEmpty()
              ? LastHttpContent.EMPTY_LAST_CONTENT
              : new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER, into));
    }
  }

  private ByteBuf piece(ByteBuf in, long most) {
    long bytes = Math.min(Math.min(in.readableBytes(), limits.pieceBytes()), most);
    return in.readRetainedSlice((int) bytes);
  }

  private void end(List<Object> out, LastHttpContent last) {
    out.add(last);
    forget();
    state = State.START;
  }

  private void forget() {
    head = null;
    trailers = null;
    extensions = 0;
    emptyLines = 0;
    lines.reset();
  }

  /** The connection ends: of what has no other end, in order only. */
  @Override
  protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
      throws Exception {
    super.decodeLast(ctx, in, out);
    if (state == State.TO_END && !broken && !in.isReadable()) {
      out.add(LastHttpContent.EMPTY_LAST_CONTENT);
      state = State.BAD;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
    broken = true; // a reset is no end of a body
    ctx.fireExceptionCaught(cause);
  }
}
