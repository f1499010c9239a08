package dev.fairlead.proxy.http;

import dev.fairlead.proxy.wire.Fields;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/**
 * The head of a response on its way to the client: valid, without the upstream's connection fields,
 * with a length the client can follow.
 *
 * <p>Immutable.
 *
 * @param message what to send
 * @param keepClient whether the client's connection may serve another request
 * @param keepUpstream whether the upstream's may
 */
record ResponseHead(HttpResponse message, boolean keepClient, boolean keepUpstream) {

  /** Whether a response makes sense (RFC 9112, section 6.3). */
  static boolean valid(HttpResponse response) {
    int status = response.status().code();
    int lengths = Fields.count(response.headers(), HttpHeaderNames.CONTENT_LENGTH);
    boolean chunked = response.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
    return response.decoderResult().isSuccess()
        && status >= 100
        && status <= 599
        && lengths <= 1
        && (lengths == 0 || !chunked);
  }

  /**
   * The head for the client.
   *
   * @param oldClient whether it speaks HTTP/1.0, which has no chunks
   * @param keepClient whether its connection may stay, as far as known before
   */
  static ResponseHead of(
      HttpResponse response,
      HttpMethod method,
      boolean oldClient,
      boolean keepClient,
      String requestId) {
    HttpHeaders headers = response.headers();
    boolean keepUpstream = HttpUtil.isKeepAlive(response);
    boolean bodiless = bodiless(response, method);
    boolean sized = headers.contains(HttpHeaderNames.CONTENT_LENGTH);
    boolean chunked = HttpUtil.isTransferEncodingChunked(response);
    ForwardedHeaders.ofResponse(headers);
    if (bodiless) {
      headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
    }
    if (!bodiless && !sized && !chunked) {
      keepUpstream = false; // its end is the end of the connection
    }
    boolean keep = keepClient;
    if (!bodiless && !sized) {
      if (oldClient) {
        headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
        keep = false;
      } else {
        headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
      }
    }
    if (!keep) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (oldClient) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    headers.set(ForwardedHeaders.REQUEST_ID, requestId);
    HttpResponse message =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, response.status(), headers);
    return new ResponseHead(message, keep, keepUpstream);
  }

  private static boolean bodiless(HttpResponse response, HttpMethod method) {
    int status = response.status().code();
    return method.equals(HttpMethod.HEAD) || status == 204 || status == 304;
  }
}
