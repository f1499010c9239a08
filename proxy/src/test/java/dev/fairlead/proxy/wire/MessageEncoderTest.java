package dev.fairlead.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is written, and in how many pieces. */
final class MessageEncoderTest {
  private boolean head;

  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new ResponseEncoder() {
            @Override
            protected boolean answersHead() {
              return head;
            }
          });

  @AfterEach
  void nothingIsLeft() {
    channel.finishAndReleaseAll();
  }

  private List<String> written() {
    channel.flush();
    List<String> pieces = new ArrayList<>();
    for (ByteBuf piece = channel.readOutbound(); piece != null; piece = channel.readOutbound()) {
      pieces.add(piece.toString(StandardCharsets.ISO_8859_1));
      piece.release();
    }
    return pieces;
  }

  private static HttpResponse response(int status, String... fields) {
    HttpResponse response =
        new DefaultHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), new Fields());
    for (int i = 0; i < fields.length; i += 2) {
      response.headers().add(fields[i], fields[i + 1]);
    }
    return response;
  }

  private static HttpContent piece(String text) {
    return new DefaultHttpContent(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
  }

  private static LastHttpContent last(String text) {
    return new DefaultLastHttpContent(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
  }

  @Test
  void shortMessageLeavesInOnePiece() {
    channel.write(response(200, "Content-Length", "2"));
    channel.write(last("ok"));
    assertEquals(List.of("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), written());
  }

  @Test
  void longPieceIsNotCopied() {
    String body = "x".repeat(MessageEncoder.COPIED_BYTES + 1);
    channel.write(response(200, "Content-Length", Integer.toString(body.length() + 1)));
    channel.write(piece(body));
    channel.write(last("y"));
    List<String> pieces = written();
    assertEquals(3, pieces.size());
    assertTrue(pieces.get(0).endsWith("\r\n\r\n"));
    assertEquals(body, pieces.get(1));
    assertEquals("y", pieces.get(2));
  }

  @Test
  void whatWaitsIsBounded() {
    channel.write(response(200, "Transfer-Encoding", "chunked"));
    int pieces = 3 * MessageEncoder.WAITING_BYTES / 1_000;
    for (int i = 0; i < pieces; i++) {
      channel.write(piece("z".repeat(1_000)));
    }
    List<String> before = new ArrayList<>();
    ChannelFuture end = channel.write(LastHttpContent.EMPTY_LAST_CONTENT);
    assertFalse(end.isDone());
    before.addAll(written());
    assertTrue(end.isSuccess());
    assertTrue(before.size() >= 3, "in " + before.size());
    assertTrue(before.stream().allMatch(one -> one.length() <= MessageEncoder.WAITING_BYTES + 64));
    assertTrue(String.join("", before).endsWith("\r\n0\r\n\r\n"));
  }

  @Test
  void flushSendsWhatWaits() {
    channel.write(response(200, "Transfer-Encoding", "chunked"));
    assertEquals(1, written().size());
    channel.write(piece("abc"));
    assertEquals(List.of("3\r\nabc\r\n"), written());
    LastHttpContent end = last("de");
    end.trailingHeaders().add("X-Sum", "7");
    channel.write(end);
    assertEquals(List.of("2\r\nde\r\n0\r\nX-Sum: 7\r\n\r\n"), written());
  }

  @Test
  void noBodyFollowsWhereNoneMay() {
    head = true;
    channel.write(response(200, "Content-Length", "5"));
    channel.write(last("12345"));
    assertEquals(List.of("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"), written());
    head = false;
    for (int status : List.of(103, 204)) {
      channel.write(response(status, "Content-Length", "5"));
      channel.write(last("12345"));
      String only = String.join("", written());
      assertTrue(only.endsWith("\r\n\r\n") && !only.contains("Content-Length"), only);
    }
    channel.write(response(205, "Transfer-Encoding", "chunked"));
    channel.write(last("12345"));
    assertTrue(String.join("", written()).endsWith("\r\ncontent-length: 0\r\n\r\n"));
    channel.write(response(304, "Content-Length", "5"));
    channel.write(last(""));
    assertTrue(String.join("", written()).endsWith("\r\nContent-Length: 5\r\n\r\n"));
  }

  @Test
  void whatIsNoMessageGoesBehindWhatWaits() {
    channel.write(response(200, "Content-Length", "9"));
    channel.write(piece("abc"));
    channel.write(Unpooled.copiedBuffer("raw", StandardCharsets.US_ASCII));
    List<String> pieces = written();
    assertEquals(2, pieces.size());
    assertTrue(pieces.get(0).endsWith("\r\n\r\nabc"));
    assertEquals("raw", pieces.get(1));
  }

  @Test
  void bodyWithoutHeadFails() {
    ChannelFuture failed = channel.write(last("x"));
    assertTrue(failed.cause() instanceof IllegalStateException);
  }

  @Test
  void nextMessageBeginsBehindTheLast() {
    channel.write(
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    channel.write(response(200, "Content-Length", "0"));
    channel.write(LastHttpContent.EMPTY_LAST_CONTENT);
    String all = String.join("", written());
    assertTrue(all.startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"), all);
  }

  @Test
  void requestIsOnePiece() {
    EmbeddedChannel upstream = new EmbeddedChannel(new RequestEncoder());
    upstream.write(
        new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/a?b", new Fields()));
    upstream.write(LastHttpContent.EMPTY_LAST_CONTENT);
    upstream.flush();
    ByteBuf piece = upstream.readOutbound();
    assertEquals("GET /a?b HTTP/1.1\r\n\r\n", piece.toString(StandardCharsets.US_ASCII));
    piece.release();
    assertFalse(upstream.finishAndReleaseAll());
  }

  @Test
  void fieldsRefuseWhatWouldEndTheLine() {
    Fields fields = new Fields();
    assertThrows(IllegalArgumentException.class, () -> fields.add("X-A", "b\r\nX-C: d"));
    assertThrows(IllegalArgumentException.class, () -> fields.add("X A", "b"));
    assertTrue(fields.isEmpty());
  }
}
