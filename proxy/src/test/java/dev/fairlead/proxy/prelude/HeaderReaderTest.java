package dev.fairlead.proxy.prelude;

import static dev.fairlead.proxy.prelude.HeaderBytes.binary;
import static dev.fairlead.proxy.prelude.HeaderBytes.tcp4;
import static dev.fairlead.proxy.prelude.HeaderBytes.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.proxy.observe.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The header is taken away however it is cut, and nothing else; and it does not come late. */
final class HeaderReaderTest {
  private static final String REST = "GET / HTTP/1.1\r\n\r\n";

  private final List<String> told = new ArrayList<>();
  private final StringBuilder passed = new StringBuilder();

  /** Everything a handler behind the reader would see. */
  private final class Behind extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      told.add("active");
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      passed.append(bytes.toString(StandardCharsets.ISO_8859_1));
      bytes.release();
    }
  }

  private EmbeddedChannel channel() {
    HeaderReader.Next next =
        new HeaderReader.Next() {
          @Override
          public void relayed(ChannelHandlerContext ctx, Parties parties) {
            told.add(parties == null ? "nobody" : parties.ip());
            ctx.pipeline().addLast(new Behind());
          }

          @Override
          public void refused(ChannelHandlerContext ctx, Refusal refusal, String why) {
            told.add(refusal.label());
          }
        };
    return new EmbeddedChannel(new HeaderReader(Duration.ofSeconds(5), next));
  }

  private static byte[] joined(byte[] header) {
    byte[] all = Arrays.copyOf(header, header.length + REST.length());
    System.arraycopy(text(REST), 0, all, header.length, REST.length());
    return all;
  }

  @Test
  void cutAtAnyByteOrAtEachTheRestPassesUnchanged() {
    for (byte[] header :
        List.of(
            text("PROXY TCP4 203.0.113.7 198.51.100.1 4711 443\r\n"), binary(0x21, 0x11, tcp4()))) {
      byte[] all = joined(header);
      for (int cut = 0; cut <= all.length; cut++) {
        check(Arrays.copyOf(all, cut), Arrays.copyOfRange(all, cut, all.length));
      }
      byte[][] single = new byte[all.length][];
      for (int i = 0; i < all.length; i++) {
        single[i] = new byte[] {all[i]};
      }
      check(single);
    }
  }

  private void check(byte[]... parts) {
    told.clear();
    passed.setLength(0);
    EmbeddedChannel channel = channel();
    for (byte[] part : parts) {
      channel.writeInbound(Unpooled.copiedBuffer(part));
    }
    assertEquals(List.of("203.0.113.7", "active"), told);
    assertEquals(REST, passed.toString());
    assertNull(channel.pipeline().get(HeaderReader.class));
    assertNull(channel.readOutbound());
    channel.close();
  }

  @Test
  void theDeadlineIsNotPostponedByBytes() {
    EmbeddedChannel channel = channel();
    channel.freezeTime();
    for (int second = 0; second < 4; second++) {
      channel.writeInbound(Unpooled.copiedBuffer(text("PROXY"), second, 1));
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
    }
    assertTrue(channel.isOpen());
    channel.advanceTimeBy(1, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertFalse(channel.isOpen());
    assertEquals(List.of("header_late"), told);
    assertNull(channel.readOutbound());
  }

  @Test
  void anEndWithinTheHeaderIsToldAndOneBeforeItIsNot() {
    EmbeddedChannel cut = channel();
    cut.writeInbound(Unpooled.copiedBuffer(text("PROXY TC")));
    cut.close();
    assertEquals(List.of("header_cut"), told);
    channel().close();
    assertEquals(List.of("header_cut"), told);
  }

  @Test
  void whatIsNoHeaderClosesAtOnceWithoutAnAnswer() {
    EmbeddedChannel channel = channel();
    channel.writeInbound(Unpooled.copiedBuffer(text("G")));
    assertFalse(channel.isOpen());
    assertEquals(List.of("header_malformed"), told);
    assertNull(channel.readOutbound());
  }
}
