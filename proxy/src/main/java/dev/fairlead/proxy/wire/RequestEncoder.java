package dev.fairlead.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.charset.StandardCharsets;

/**
 * Encodes requests of HTTP/1.1 (RFC 9112, section 3). Their targets are sent as they are.
 *
 * <p>Confined to its event loop.
 */
public class RequestEncoder extends MessageEncoder {
  private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);

  /** Encodes what its decoder's peer decodes. */
  public RequestEncoder() {}

  @Override
  final void line(HttpMessage head, ByteBuf out) {
    HttpRequest request = (HttpRequest) head;
    out.writeCharSequence(request.method().asciiName(), StandardCharsets.US_ASCII);
    out.writeByte(' ');
    out.writeCharSequence(request.uri(), StandardCharsets.US_ASCII);
    out.writeBytes(VERSION);
  }

  @Override
  final boolean bodiless(HttpMessage head) {
    return false;
  }
}
