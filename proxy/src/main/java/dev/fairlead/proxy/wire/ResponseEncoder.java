package dev.fairlead.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/**
 * Encodes responses of HTTP/1.1 (RFC 9112, section 4).
 *
 * <p>Confined to its event loop.
 */
public class ResponseEncoder extends MessageEncoder {
  private static final byte[] VERSION = "HTTP/1.1 ".getBytes(StandardCharsets.US_ASCII);
  private static final int LINE_END = '\r' << 8 | '\n';

  /** Encodes what its decoder's peer decodes. */
  public ResponseEncoder() {}

  /** Whether the response written next answers HEAD, and so has no body whatever it says. */
  protected boolean answersHead() {
    return false;
  }

  @Override
  final void line(HttpMessage head, ByteBuf out) {
    HttpResponseStatus status = ((HttpResponse) head).status();
    out.writeBytes(VERSION);
    out.writeCharSequence(status.codeAsText(), StandardCharsets.US_ASCII);
    out.writeByte(' ');
    out.writeCharSequence(status.reasonPhrase(), StandardCharsets.ISO_8859_1);
    out.writeShort(LINE_END);
  }

  /** RFC 9110, sections 8.6 and 15: no length where there cannot be a body, none but 0 with 205. */
  @Override
  final boolean bodiless(HttpMessage head) {
    int status = ((HttpResponse) head).status().code();
    if (status < 200 || status == 204) {
      head.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
      head.headers().remove(HttpHeaderNames.TRANSFER_ENCODING);
      return true;
    }
    if (status == 205) {
      head.headers().remove(HttpHeaderNames.TRANSFER_ENCODING);
      head.headers().set(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderValues.ZERO);
      return true;
    }
    return status == 304 || answersHead();
  }
}
