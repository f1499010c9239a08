package dev.fairlead.proxy;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;

/**
 * Event loops that close every channel they own when they end.
 *
 * <p>Netty 4.2.18 closes the channels of a loop only if the loop sees the shutdown between its I/O
 * and its tasks. Told while it runs tasks, and without a quiet period, it ends with its sockets
 * open, and their peers wait for ever. Thread-safe.
 */
final class EventLoops extends MultiThreadIoEventLoopGroup {
  EventLoops(int count) {
    super(count, new DefaultThreadFactory("loop"), EpollIoHandler.newFactory());
  }

  @Override
  protected IoEventLoop newChild(Executor executor, IoHandlerFactory factory, Object... args) {
    return new SingleThreadIoEventLoop(this, executor, factory) {
      @Override
      protected void run() {
        super.run();
        ioHandler().prepareToDestroy(); // closes what is registered, which may be nothing
      }
    };
  }
}
