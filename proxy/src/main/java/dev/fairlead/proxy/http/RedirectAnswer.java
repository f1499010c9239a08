package dev.fairlead.proxy.http;

import dev.fairlead.proxy.route.Ruling;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** The answer that sends a client elsewhere, because its route says so. Pure functions. */
final class RedirectAnswer {
  private RedirectAnswer() {}

  static FullHttpResponse to(Ruling.Redirected redirected, String requestId) {
    ByteBuf body = Unpooled.copiedBuffer(redirected.location() + "\n", StandardCharsets.US_ASCII);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(redirected.status()), body);
    response
        .headers()
        .set(HttpHeaderNames.LOCATION, redirected.location())
        .set(ForwardedHeaders.REQUEST_ID, requestId)
        .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=us-ascii")
        .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    return response;
  }

  /** Sends a client to {@code location} for good, and ends the connection, of no more use here. */
  static FullHttpResponse last(String location) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.PERMANENT_REDIRECT, Unpooled.EMPTY_BUFFER);
    response
        .headers()
        .set(HttpHeaderNames.LOCATION, location)
        .set(HttpHeaderNames.CONTENT_LENGTH, 0)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    return response;
  }
}
