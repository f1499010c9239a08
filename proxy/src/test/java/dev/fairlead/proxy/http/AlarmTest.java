package dev.fairlead.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is called, and not before when. */
@Timeout(60)
final class AlarmTest {
  private static final long SOON = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long NEVER = TimeUnit.HOURS.toNanos(1);

  private final EventLoop loop = new DefaultEventLoop();
  private final Alarm alarm = new Alarm(loop);
  private final BlockingQueue<String> called = new LinkedBlockingQueue<>();
  private final long start = System.nanoTime();

  @AfterEach
  void end() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  @Test
  void theLastOneThatWasSetIsCalledAndNobodyElse() throws Exception {
    onLoop(() -> {
      alarm.set(start + NEVER, () -> called.add("late"));
      alarm.set(start, () -> called.add("early"));
      alarm.set(start + SOON, () -> called.add("last"));
    });
    assertEquals("last", called.poll(20, TimeUnit.SECONDS));
    assertTrue(System.nanoTime() - start >= SOON);
    assertEquals(List.of(), List.copyOf(called));
  }

  @Test
  void nobodyIsCalledOnceItIsCleared() throws Exception {
    onLoop(() -> {
      alarm.set(start, () -> called.add("cleared"));
      alarm.clear();
      loop.execute(() -> alarm.set(start, () -> called.add("set again")));
    });
    assertEquals("set again", called.poll(20, TimeUnit.SECONDS));
  }

  @Test
  void whoIsCalledMaySetItAgain() throws Exception {
    onLoop(() ->
        alarm.set(
            start,
            () -> {
              called.add("first");
              alarm.set(start + SOON, () -> called.add("second"));
            }));
    assertEquals("first", called.poll(20, TimeUnit.SECONDS));
    assertEquals("second", called.poll(20, TimeUnit.SECONDS));
  }

  @Test
  void aClosedOneCallsNobody() throws Exception {
    onLoop(() -> {
      alarm.set(start, () -> called.add("before"));
      alarm.close();
      alarm.set(start, () -> called.add("after"));
      loop.schedule(() -> called.add("over"), SOON, TimeUnit.NANOSECONDS);
    });
    assertEquals("over", called.poll(20, TimeUnit.SECONDS));
  }

  private void onLoop(Runnable what) throws Exception {
    loop.submit(what).get(20, TimeUnit.SECONDS);
  }
}
