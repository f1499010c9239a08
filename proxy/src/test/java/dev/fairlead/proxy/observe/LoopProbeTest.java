package dev.fairlead.proxy.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopProbeTest {
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final List<EventLoop> loops = new ArrayList<>();

  LoopProbeTest() {
    for (EventExecutor loop : group) {
      loops.add((EventLoop) loop);
    }
  }

  @AfterEach
  void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void everyLoopDoesTheWorkOnItsOwnThread() throws Exception {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    LoopProbe probe = new LoopProbe(loops, () -> threads.add(Thread.currentThread()));
    probe.ask().get(30, TimeUnit.SECONDS);
    assertEquals(2, threads.size());
    assertEquals(List.of(), probe.silent());
  }

  @Test
  void loopThatHangsIsTheOneThatIsSilent() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch worked = new CountDownLatch(1);
    LoopProbe probe = new LoopProbe(loops, worked::countDown);
    loops.get(1).execute(() -> await(release));
    CompletableFuture<Void> answer = probe.ask();
    await(worked);
    loops.getFirst().submit(() -> {}).get(30, TimeUnit.SECONDS); // its answer is complete then
    assertEquals(List.of(1), probe.silent());
    release.countDown();
    answer.get(30, TimeUnit.SECONDS);
    assertEquals(List.of(), probe.silent());
  }

  @Test
  void workThatFailsIsAnAnswerThatSaysSo() {
    LoopProbe probe =
        new LoopProbe(
            loops,
            () -> {
              throw new IllegalStateException("no catalog");
            });
    ExecutionException failed =
        assertThrows(ExecutionException.class, () -> probe.ask().get(30, TimeUnit.SECONDS));
    assertTrue(failed.getCause().getMessage().contains("no catalog"));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
