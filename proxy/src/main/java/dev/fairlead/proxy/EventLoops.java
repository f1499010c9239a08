package dev.fairlead.proxy;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Event loops that close every channel they own when they end.
 *
 * <p>Netty 4.2.18 closes the channels of a loop only if the loop sees the shutdown between its I/O
 * and its tasks. Told while it runs tasks, and without a quiet period, it ends with its sockets
 * open, and their peers wait for ever.
 *
 * <p>There is one for each core, at least {@value #LEAST}; the system property {@value #COUNT} says
 * otherwise, for benchmarks that compare a node with one loop on one core. Thread-safe.
 */
final class EventLoops extends MultiThreadIoEventLoopGroup {
  /** So that on a single core a loop that hangs leaves another that answers. */
  private static final int LEAST = 2;

  private static final int MOST = 1024;

  /** The system property: a number from 1 to {@value #MOST}. */
  private static final String COUNT = "fairlead.loops";

  /** As many as this process should have. */
  EventLoops() {
    this(count(System.getProperty(COUNT), Runtime.getRuntime().availableProcessors()));
  }

  EventLoops(int count) {
    super(count, new DefaultThreadFactory("loop"), EpollIoHandler.newFactory());
  }

  /**
   * How many there are to be.
   *
   * @param said the system property; null if it is not set
   */
  static int count(@Nullable String said, int cores) {
    if (said == null) {
      return Math.max(LEAST, cores);
    }
    if (said.matches("[1-9][0-9]{0,3}") && Integer.parseInt(said) <= MOST) {
      return Integer.parseInt(said);
    }
    throw new IllegalArgumentException(
        "the system property %s must be a number from 1 to %d, not '%s'"
            .formatted(COUNT, MOST, said));
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
