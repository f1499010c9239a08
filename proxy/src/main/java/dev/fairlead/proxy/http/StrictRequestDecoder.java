package dev.fairlead.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Netty's decoder without its leniency in request lines and header lines, where parsers disagree.
 *
 * <p>A request line is three words with one space between (RFC 9112, section 3), its version in
 * capitals; a header line does not go on in the next (section 5.2). Confined to its event loop.
 */
class StrictRequestDecoder extends HttpRequestDecoder {
  private static final byte[] NAME = {'H', 'T', 'T', 'P', '/'};

  private boolean inHead = true;
  private boolean headBegun;
  private boolean folded;

  StrictRequestDecoder(HttpDecoderConfig config) {
    super(config);
  }

  /** Told of everything decoded, before it goes on. */
  void decoded(Object message) {}

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    folded = folded || (inHead && foldsHead(in));
    int before = out.size();
    int begin = in.readerIndex();
    super.decode(ctx, in, out);
    headBegun = headBegun || (inHead && anyText(in, begin));
    for (int i = before; i < out.size(); i++) {
      if (out.get(i) instanceof HttpRequest request) {
        inHead = false;
        refuseFolded(request);
      } else if (out.get(i) instanceof LastHttpContent) {
        inHead = true;
        headBegun = false;
      }
      decoded(out.get(i));
    }
  }

  private void refuseFolded(HttpRequest request) {
    if (folded && request.decoderResult().isSuccess()) {
      request.setDecoderResult(
          DecoderResult.failure(new IllegalArgumentException("it goes on in the next line")));
    }
  }

  /**
   * Whether a line of this head begins with a blank. The decoder takes whole lines only, so that
   * what it has not taken yet begins with one; empty lines before the request line are none of it.
   */
  private boolean foldsHead(ByteBuf in) {
    boolean begun = headBegun;
    int end = in.writerIndex();
    for (int at = in.readerIndex(); at < end; ) {
      byte first = in.getByte(at);
      int feed = in.indexOf(at, end, (byte) '\n');
      boolean empty = first == '\n' || (first == '\r' && feed == at + 1);
      if (begun && (first == ' ' || first == '\t')) {
        return true;
      }
      if (feed < 0 || (begun && empty)) {
        return false;
      }
      begun |= !empty;
      at = feed + 1;
    }
    return false;
  }

  /** Whether the decoder took more than what it skips before a request line. */
  private static boolean anyText(ByteBuf in, int begin) {
    for (int i = begin; i < in.readerIndex(); i++) {
      char c = (char) in.getUnsignedByte(i);
      if (!Character.isISOControl(c) && !Character.isWhitespace(c)) {
        return true;
      }
    }
    return false;
  }

  @Override
  protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
    oneSpaceBefore(line, start);
    return super.splitSecondWordInitialLine(line, start, length);
  }

  @Override
  protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
    oneSpaceBefore(line, start);
    for (int i = 0; i < NAME.length; i++) {
      if (length <= i || line[start + i] != NAME[i]) {
        throw new IllegalArgumentException("the version does not begin with HTTP/");
      }
    }
    return super.splitThirdWordInitialLine(line, start, length);
  }

  private static void oneSpaceBefore(byte[] line, int start) {
    if (start < 2 || line[start - 1] != ' ' || line[start - 2] <= ' ') {
      throw new IllegalArgumentException("words are not separated by one space");
    }
  }
}
