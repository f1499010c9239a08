package dev.fairlead.proxy.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** There are no more pipes than allowed. */
@Timeout(60)
final class PipesTest {
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final EventLoop loop = loops.next();
  private final LinkedBlockingQueue<Pipe> made = new LinkedBlockingQueue<>();

  @AfterEach
  void end() {
    loops.shutdownGracefully(0, 20, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void atTheMostNobodyGetsOneUntilOneIsClosed() throws Exception {
    Pipes pipes = new Pipes(2);
    pipes.order(loop, made::add);
    pipes.order(loop, made::add);
    pipes.order(loop, made::add);
    Pipe first = made.take();
    Pipe second = made.take();
    assertEquals(2, pipes.open());
    first.close();
    pipes.order(loop, made::add);
    made.take().close();
    second.close();
    assertEquals(0, pipes.open());
    assertNull(made.poll());
  }

  @Test
  void aPipeOrderedByALoopThatEndsIsClosed() throws Exception {
    Pipes pipes = new Pipes(1);
    end();
    pipes.order(loop, made::add);
    while (pipes.open() > 0) {
      Thread.onSpinWait();
    }
    assertNull(made.poll());
  }
}
