package dev.fairlead.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which silence of a client is late, with limits so short that the next check is beyond them. */
final class HeadClockTest {
  private final List<Object> events = new ArrayList<>();

  private EmbeddedChannel channel(HeadClock clock) {
    return new EmbeddedChannel(
        clock,
        new ChannelInboundHandlerAdapter() {
          @Override
          public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            events.add(event);
          }
        });
  }

  private static void check(EmbeddedChannel channel) {
    channel.advanceTimeBy(1, TimeUnit.DAYS);
    channel.runScheduledPendingTasks();
  }

  @Test
  void aClientThatSendsNothingIsIdle() {
    EmbeddedChannel channel = channel(new HeadClock(TimeUnit.HOURS.toNanos(1), 1));
    check(channel);
    assertEquals(HeadClock.Late.IDLE, events.getFirst());
  }

  @Test
  void aHeadThatBeganIsLateWhateverTricklesIn() {
    EmbeddedChannel channel = channel(new HeadClock(1, TimeUnit.DAYS.toNanos(9)));
    channel.writeInbound(Unpooled.copiedBuffer("G", java.nio.charset.StandardCharsets.US_ASCII));
    channel.writeInbound(Unpooled.copiedBuffer("E", java.nio.charset.StandardCharsets.US_ASCII));
    channel.runScheduledPendingTasks();
    check(channel);
    assertEquals(HeadClock.Late.HEAD, events.getFirst());
    channel.finishAndReleaseAll();
  }

  @Test
  void whileAnAnswerIsMadeNothingIsLate() {
    HeadClock clock = new HeadClock(TimeUnit.HOURS.toNanos(1), 1);
    EmbeddedChannel channel = channel(clock);
    clock.busy();
    check(channel);
    assertEquals(List.of(), events);
    clock.idle();
    check(channel);
    assertEquals(HeadClock.Late.IDLE, events.getFirst());
  }
}
