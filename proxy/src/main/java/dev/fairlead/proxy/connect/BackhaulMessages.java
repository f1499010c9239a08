package dev.fairlead.proxy.connect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.util.Map;
import java.util.Set;

/**
 * HTTP/2 frames of one backhaul stream to the HTTP messages the rest of the proxy speaks, and back
 * (RFC 9113, section 8).
 *
 * <p>Confined to its channel's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
public final class BackhaulMessages extends ChannelDuplexHandler {
  /** Names of HTTP/1.1 connections that have no place in HTTP/2 (RFC 9113, section 8.2.2). */
  private static final Set<AsciiString> CONNECTION_NAMES =
      Set.of(
          AsciiString.cached("connection"),
          AsciiString.cached("keep-alive"),
          AsciiString.cached("proxy-connection"),
          AsciiString.cached("transfer-encoding"),
          AsciiString.cached("upgrade"),
          AsciiString.cached("host"),
          AsciiString.cached("te"),
          AsciiString.cached("http2-settings"),
          AsciiString.cached(Backhaul.UPGRADE)); // set here, or by somebody who must not

  private final boolean client;
  private boolean headRead;

  /** The request asks for another protocol: nothing follows it until that is granted. */
  private boolean upgrading;

  private boolean endWritten;

  private BackhaulMessages(boolean client) {
    this.client = client;
  }

  /** For the side that sends requests. */
  public static BackhaulMessages client() {
    return new BackhaulMessages(true);
  }

  /** For the side that answers. */
  public static BackhaulMessages server() {
    return new BackhaulMessages(false);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    switch (message) {
      case Http2StreamFrame frame when upgrading && !client -> unwanted(ctx, frame);
      case Http2HeadersFrame frame -> readHeaders(ctx, frame);
      case Http2DataFrame frame ->
          ctx.fireChannelRead(
              frame.isEndStream()
                  ? new DefaultLastHttpContent(frame.content())
                  : new DefaultHttpContent(frame.content()));
      default -> ReferenceCountUtil.release(message);
    }
  }

  /** The other side ends a stream whose upgrade was refused; more it must not say. */
  private static void unwanted(ChannelHandlerContext ctx, Http2StreamFrame frame) {
    boolean end = frame instanceof Http2DataFrame data && !data.content().isReadable();
    ReferenceCountUtil.release(frame);
    if (!end) {
      ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.PROTOCOL_ERROR));
    }
  }

  private void readHeaders(ChannelHandlerContext ctx, Http2HeadersFrame frame) {
    Http2Headers headers = frame.headers();
    if (headRead) {
      LastHttpContent last = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
      copy(headers, last.trailingHeaders());
      ctx.fireChannelRead(last);
      return;
    }
    HttpMessage head = client ? response(headers) : request(headers);
    copy(headers, head.headers());
    boolean upgrade = readUpgrade(headers, head);
    boolean interim =
        head instanceof HttpResponse response
            && response.status().codeClass() == HttpStatusClass.INFORMATIONAL
            && !upgrade;
    boolean alone = interim || upgrade || frame.isEndStream();
    headRead = !interim;
    if (!alone && !head.headers().contains("content-length")) {
      head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    if (client && upgrading && !upgrade && !interim) {
      ctx.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.EMPTY_BUFFER, true)); // refused
    }
    ctx.fireChannelRead(head);
    if (alone) {
      ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
    }
  }

  /** Says {@link Backhaul#UPGRADE} as HTTP/1.1 does; false if there is none, or none asked for. */
  private boolean readUpgrade(Http2Headers headers, HttpMessage head) {
    CharSequence protocols = headers.get(Backhaul.UPGRADE);
    head.headers().remove(Backhaul.UPGRADE);
    if (protocols == null || (client && !upgrading)) {
      return false;
    }
    if (head instanceof HttpResponse response) {
      response.setStatus(HttpResponseStatus.SWITCHING_PROTOCOLS);
    }
    head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
    head.headers().set(HttpHeaderNames.UPGRADE, protocols);
    upgrading = true;
    return true;
  }

  private static HttpMessage request(Http2Headers headers) {
    HttpRequest request =
        new DefaultHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.valueOf(text(headers.method())), text(headers.path()));
    CharSequence authority = headers.authority();
    if (authority != null) {
      request.headers().set(HttpHeaderNames.HOST, authority);
    }
    return request;
  }

  private static HttpMessage response(Http2Headers headers) {
    return new DefaultHttpResponse(
        HttpVersion.HTTP_1_1, HttpResponseStatus.parseLine(text(headers.status())));
  }

  private static String text(CharSequence value) {
    return value == null ? "" : value.toString();
  }

  private static void copy(Http2Headers from, HttpHeaders to) {
    for (Map.Entry<CharSequence, CharSequence> entry : from) {
      if (!Http2Headers.PseudoHeaderName.hasPseudoHeaderFormat(entry.getKey())) {
        to.add(entry.getKey(), entry.getValue());
      }
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    switch (message) {
      case HttpRequest request -> {
        upgrading = request.headers().contains(HttpHeaderNames.UPGRADE);
        ctx.write(frame(request, ends(request) && !upgrading), promise);
      }
      case FullHttpResponse full -> writeFull(ctx, full, promise);
      case HttpResponse response -> ctx.write(frame(response, ends(response)), promise);
      case LastHttpContent last -> writeLast(ctx, last, promise);
      case HttpContent content -> {
        if (content.content().isReadable()) {
          ctx.write(new DefaultHttp2DataFrame(content.content()), promise);
        } else {
          content.release();
          promise.setSuccess();
        }
      }
      default -> ctx.write(message, promise);
    }
  }

  /** An error answer, or an interim response, which does not end the stream. */
  private static void writeFull(
      ChannelHandlerContext ctx, FullHttpResponse full, ChannelPromise promise) {
    if (full.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
      full.release();
      Http2HeadersFrame head = frame(full, false);
      if (full.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
        head.headers().status("200").set(Backhaul.UPGRADE, full.headers().get("upgrade"));
      }
      ctx.write(head, promise);
      return;
    }
    ctx.write(frame(full, false));
    ctx.write(new DefaultHttp2DataFrame(full.content(), true), promise);
  }

  /**
   * Whether the head is all there is: without a length or chunks there is no body, and the other
   * side must not make an empty chunked one of it.
   */
  private boolean ends(HttpMessage head) {
    endWritten =
        !head.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
            && !head.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
    return endWritten;
  }

  private void writeLast(ChannelHandlerContext ctx, LastHttpContent last, ChannelPromise promise) {
    if (endWritten) {
      last.release();
      promise.setSuccess();
      return;
    }
    ByteBuf content = last.content();
    if (last.trailingHeaders().isEmpty()) {
      ctx.write(new DefaultHttp2DataFrame(content, true), promise);
      return;
    }
    ctx.write(new DefaultHttp2DataFrame(content, false));
    Http2Headers trailers = new DefaultHttp2Headers();
    copy(last.trailingHeaders(), trailers);
    ctx.write(new DefaultHttp2HeadersFrame(trailers, true), promise);
  }

  private static Http2HeadersFrame frame(HttpRequest request, boolean end) {
    Http2Headers headers = new DefaultHttp2Headers();
    headers.method(request.method().asciiName());
    headers.path(request.uri());
    headers.scheme("http");
    String host = request.headers().get(HttpHeaderNames.HOST);
    if (host != null) {
      headers.authority(host);
    }
    copy(request.headers(), headers);
    if (request.headers().contains(HttpHeaderNames.UPGRADE)) {
      headers.set(Backhaul.UPGRADE, request.headers().get(HttpHeaderNames.UPGRADE));
    }
    return new DefaultHttp2HeadersFrame(headers, end);
  }

  private static Http2HeadersFrame frame(HttpResponse response, boolean end) {
    Http2Headers headers = new DefaultHttp2Headers();
    headers.status(response.status().codeAsText());
    copy(response.headers(), headers);
    return new DefaultHttp2HeadersFrame(headers, end);
  }

  private static void copy(HttpHeaders from, Http2Headers to) {
    var entries = from.iteratorCharSequence();
    while (entries.hasNext()) {
      Map.Entry<CharSequence, CharSequence> entry = entries.next();
      AsciiString name = AsciiString.of(entry.getKey()).toLowerCase();
      if (!CONNECTION_NAMES.contains(name)) {
        to.add(name, entry.getValue());
      }
    }
  }
}
