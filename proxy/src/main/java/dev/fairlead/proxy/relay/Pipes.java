package dev.fairlead.proxy.relay;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Hands out pipes, so many at a time. A stream that gets none goes on through buffers.
 *
 * <p>Thread-safe.
 */
public final class Pipes {
  /**
   * Pipes at a time, each with two descriptors. A user without privileges may have 64 MiB of them
   * ({@code fs.pipe-user-pages-soft}); this is half of it.
   */
  public static final int MOST = 128;

  /** Hands out none. */
  public static final Pipes NONE = new Pipes(0);

  /**
   * Incremented before a pipe is made, decremented after it is closed; nothing is paired with it.
   */
  private final AtomicInteger open = new AtomicInteger();

  private final int most;

  /** None yet, and never more than so many. */
  public Pipes(int most) {
    this.most = most;
  }

  /** How many there are. */
  int open() {
    return open.get();
  }

  /**
   * Makes a pipe, on a thread of its own: the first call of a process into the C library takes
   * longer than an event loop has. Without room for one nobody is told.
   *
   * @param taker given it, on {@code loop}; closes it
   */
  void order(EventLoop loop, Consumer<Pipe> taker) {
    if (open.incrementAndGet() > most) {
      open.decrementAndGet();
      return;
    }
    Thread.ofVirtual().name("pipe").start(() -> make(loop, taker));
  }

  private void make(EventLoop loop, Consumer<Pipe> taker) {
    Pipe pipe;
    try {
      pipe = Pipe.open(open::decrementAndGet);
    } catch (IOException e) {
      open.decrementAndGet(); // buffers do as well
      return;
    }
    try {
      loop.execute(() -> taker.accept(pipe));
    } catch (RejectedExecutionException e) {
      pipe.close(); // the loop has ended, and the stream with it
    }
  }
}
