package dev.fairlead.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Bodies are kept within their bounds, and given back. */
final class KeptBodyTest {
  private final ReplayRoom room = new ReplayRoom();
  private final KeptBody body = new KeptBody(room, UnpooledByteBufAllocator.DEFAULT);
  private final EmbeddedChannel upstream = new EmbeddedChannel();

  private void add(String text) {
    HttpContent piece =
        new DefaultHttpContent(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    body.add(piece);
    assertEquals(text.length(), piece.content().readableBytes(), "stays the caller's");
    assertTrue(piece.release());
  }

  private String sent() {
    upstream.flushOutbound();
    StringBuilder text = new StringBuilder();
    for (Object out = upstream.readOutbound(); out != null; out = upstream.readOutbound()) {
      ByteBuf content = ((HttpContent) out).content();
      text.append(content.toString(StandardCharsets.US_ASCII));
      if (out instanceof LastHttpContent last) {
        text.append('.').append(last.trailingHeaders().get("t", ""));
      }
      content.release();
    }
    return text.toString();
  }

  @Test
  void whatWasSentIsSentAgainAndGoesOn() {
    add("abc");
    add("def");
    body.writeTo(upstream, false);
    assertEquals("abcdef", sent());
    DefaultLastHttpContent last = new DefaultLastHttpContent();
    last.trailingHeaders().set("t", "1");
    add("x".repeat(2_000));
    body.add(last);
    body.writeTo(upstream, true);
    assertEquals("abcdef" + "x".repeat(2_000) + ".1", sent());
    assertTrue(body.whole());
    body.letGo();
    assertEquals(0, room.taken());
  }

  @Test
  void oneByteTooManyIsTheEndOfIt() {
    body.limit(10, -1);
    add("0123456789");
    assertTrue(body.whole());
    assertTrue(room.taken() > 0);
    add("0");
    assertFalse(body.whole());
    assertEquals(0, room.taken());
    add("1");
    body.writeTo(upstream, false);
    assertNull(upstream.readOutbound());
  }

  @Test
  void aBodyKnownToBeTooLongIsNotBegun() {
    body.limit(10, 11);
    add("a");
    assertFalse(body.whole());
    assertEquals(0, room.taken());
  }

  @Test
  void theRoomOfTheNodeIsTheBound() {
    assertTrue(room.take((int) ReplayRoom.NODE_BYTES - 1_000));
    add("x".repeat(500));
    assertTrue(body.whole());
    add("x".repeat(500));
    add("x".repeat(500));
    assertFalse(body.whole());
    assertEquals(ReplayRoom.NODE_BYTES - 1_000, room.taken());
  }
}
