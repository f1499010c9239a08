package dev.fairlead.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/**
 * An answer of the proxy's own making.
 *
 * <p>Immutable.
 *
 * @param code {@code FR01} and so on
 * @param status the HTTP status
 * @param words for people
 * @param retryLater whether to say {@code Retry-After}
 */
record ErrorAnswer(String code, int status, String words, boolean retryLater) {
  /** Seconds said in {@code Retry-After}. */
  private static final int RETRY_SECONDS = 1;

  /** As JSON when the client accepts that, as text otherwise. */
  FullHttpResponse response(boolean json, String requestId) {
    // Words hold no quotes, backslashes or control characters: they are ours or made printable.
    String text =
        json
            ? "{\"code\":\"%s\",\"message\":\"%s\",\"request_id\":\"%s\"}%n"
                .formatted(code, words.replace("\\", "\\\\").replace("\"", "\\\""), requestId)
            : "%s %s%n".formatted(code, words);
    ByteBuf body = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), body);
    response
        .headers()
        .set("Fairlead-Error", code + " " + words)
        .set(ForwardedHeaders.REQUEST_ID, requestId)
        .set(HttpHeaderNames.CONTENT_TYPE, json ? "application/json" : "text/plain; charset=utf-8")
        .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    if (retryLater) {
      response.headers().set(HttpHeaderNames.RETRY_AFTER, RETRY_SECONDS);
    }
    return response;
  }
}
