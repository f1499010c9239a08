package dev.fairlead.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which client is late, with limits that are over at once or never. */
final class ClientClockTest {
  private static final long NEVER = TimeUnit.DAYS.toNanos(9);
  private static final int RATE = 10;

  private final List<Object> events = new ArrayList<>();
  private EmbeddedChannel channel;
  private ClientClock clock;

  private void start(long head, long idle, long window) {
    clock = new ClientClock(new ClientClock.Limits(head, idle, window, RATE, NEVER / 2));
    channel =
        new EmbeddedChannel(
            clock,
            new ChannelInboundHandlerAdapter() {
              @Override
              public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                events.add(event);
              }
            });
  }

  @AfterEach
  void release() {
    channel.finishAndReleaseAll();
  }

  private void check() {
    events.clear();
    channel.advanceTimeBy(9, TimeUnit.DAYS);
    channel.runScheduledPendingTasks();
  }

  private void receive(int bytes) {
    channel.writeInbound(Unpooled.wrappedBuffer(new byte[bytes]));
  }

  @Test
  void aClientThatSendsNothingIsIdle() {
    start(NEVER, 1, NEVER);
    check();
    assertEquals(ClientClock.Late.IDLE, events.getFirst());
  }

  @Test
  void noTimerKeepsAConnectionThatIsGone() {
    start(NEVER, NEVER, NEVER);
    channel.close();
    assertEquals(-1, channel.runScheduledPendingTasks());
  }

  @Test
  void noTimerKeepsAConnectionThatEndedBehindItsLastAnswer() {
    start(NEVER, NEVER, NEVER);
    channel.pipeline().addFirst(new LastWords());
    channel.close();
    assertEquals(-1, channel.runScheduledPendingTasks());
  }

  @Test
  void aHeadThatBeganIsLateWhateverTricklesIn() {
    start(1, NEVER, NEVER);
    receive(1);
    receive(1);
    check();
    assertEquals(ClientClock.Late.HEAD, events.getFirst());
  }

  @Test
  void whileAnAnswerIsMadeNothingIsLate() {
    start(NEVER, 1, 1);
    receive(1);
    clock.busy();
    clock.awaits(Awaited.NOTHING);
    check();
    assertEquals(List.of(), events);
    clock.idle();
    check();
    assertEquals(ClientClock.Late.IDLE, events.getFirst());
  }

  @Test
  void aBodyBelowTheRateIsLate() {
    start(NEVER, NEVER, 1);
    receive(1);
    clock.busy();
    clock.awaits(Awaited.BODY);
    receive(RATE - 1);
    check();
    assertEquals(ClientClock.Late.BODY, events.getFirst());
  }

  @Test
  void aBodyAtTheRateIsNotAndEachWindowCountsForItself() {
    start(NEVER, NEVER, 1);
    receive(1);
    clock.busy();
    clock.awaits(Awaited.BODY);
    receive(RATE);
    clock.awaits(Awaited.BODY); // said again with every piece
    check();
    assertEquals(List.of(), events);
    check();
    assertEquals(ClientClock.Late.BODY, events.getFirst());
  }

  @Test
  void nobodyIsLateWhileTheProxyDoesNotRead() {
    start(NEVER, NEVER, 1);
    receive(1);
    clock.busy();
    clock.awaits(Awaited.BODY);
    clock.awaits(Awaited.NOTHING);
    check();
    assertEquals(List.of(), events);
  }

  @Test
  void theRestOfAnAnsweredRequestHasAnEnd() {
    start(1, NEVER, NEVER);
    receive(1);
    clock.busy();
    clock.awaits(Awaited.REST);
    receive(1_000);
    check();
    assertEquals(ClientClock.Late.REST, events.getFirst());
  }

  @Test
  void whoTakesNothingOfWhatWaitsIsLate() {
    start(NEVER, 1, 1);
    channel.write(Unpooled.wrappedBuffer(new byte[1_000])); // stays in the channel
    check();
    assertEquals(List.of(), events, "the window begins, and is not idle");
    check();
    assertEquals(List.of(ClientClock.Late.RECEIVING), events);
    channel.flush();
    check();
    assertEquals(ClientClock.Late.IDLE, events.getFirst());
  }

  @Test
  void whoTakesEnoughIsNot() {
    start(NEVER, NEVER, 1);
    channel.write(Unpooled.wrappedBuffer(new byte[1_000]));
    check();
    channel.flush();
    channel.write(Unpooled.wrappedBuffer(new byte[1_000]));
    check();
    assertEquals(List.of(), events);
  }
}
