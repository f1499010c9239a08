package dev.fairlead.proxy.check;

import dev.fairlead.catalog.model.Greeting;
import dev.fairlead.proxy.prelude.HeaderFirst;
import dev.fairlead.proxy.tls.InstanceTls;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLException;

/**
 * Runs checks on the event loops, each loop in its turn, at most {@value #MAX_AT_ONCE} at once.
 *
 * <p>Begun by one thread; results come on the event loops.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
final class CheckRunner implements AutoCloseable {
  /** Connections of checks open at once; a check that is due waits for one that ends. */
  static final int MAX_AT_ONCE = 256;

  private final List<EventLoop> loops;
  private final BiConsumer<Checked, CheckResult> results;
  private final Runnable freed;

  private final InstanceTls tls = new InstanceTls();

  /** Counted up by who begins checks, down by event loops. Only a bound, so no order is needed. */
  private final AtomicInteger running = new AtomicInteger();

  private int turn;

  /**
   * Runs on {@code loops}.
   *
   * @param results told each result, on an event loop; or at once if the loops have ended
   * @param freed told, on an event loop, when another check may begin after none might
   */
  CheckRunner(List<EventLoop> loops, BiConsumer<Checked, CheckResult> results, Runnable freed) {
    this.loops = List.copyOf(loops);
    this.results = results;
    this.freed = freed;
  }

  /** Begins no more checks over TLS. */
  @Override
  public void close() {
    tls.close();
  }

  /** Whether another check may begin. */
  boolean free() {
    return running.get() < MAX_AT_ONCE;
  }

  /** Begins a check. */
  void begin(Checked checked) {
    EventLoop loop = loops.get(turn);
    turn = (turn + 1) % loops.size();
    running.incrementAndGet();
    try {
      loop.execute(() -> connect(loop, checked));
    } catch (RejectedExecutionException e) {
      notMade(checked, "this node ends");
    }
  }

  private void connect(EventLoop loop, Checked checked) {
    if (!checked.spec().greeting().tls().usable()) {
      notMade(checked, "the policy key 'tls' cannot be used");
      return;
    }
    CheckRun run = new CheckRun(checked.target(), result -> results.accept(checked, result));
    ChannelFuture connecting =
        new Bootstrap()
            .group(loop)
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // the check has a limit of its own
            .handler(pipeline(checked, run))
            .connect(address(checked));
    Throwable cause = connecting.cause();
    if (cause != null) { // there is not even a socket
      notMade(checked, String.valueOf(cause.getMessage()));
      return;
    }
    run.start(loop, connecting);
    connecting.channel().closeFuture().addListener(_ -> end());
  }

  private ChannelHandler pipeline(Checked checked, CheckRun run) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        Greeting greeting = checked.spec().greeting();
        HeaderFirst.addTo(channel.pipeline(), greeting.proxyProtocol(), null);
        if (!greeting.tls().off()) {
          int port = address(checked).getPort();
          try {
            channel.pipeline().addLast(tls.newHandler(greeting.tls(), channel.alloc(), port));
          } catch (SSLException e) {
            channel.close(); // the connection fails, so the check is not made
          }
        }
        channel.pipeline().addLast(run);
      }
    };
  }

  private void notMade(Checked checked, String why) {
    results.accept(checked, Checked.notMade(why));
    end();
  }

  private void end() {
    if (running.getAndDecrement() == MAX_AT_ONCE) {
      freed.run();
    }
  }

  private static InetSocketAddress address(Checked checked) {
    InetSocketAddress endpoint = checked.target().endpoint();
    int port = checked.spec().port();
    return port == 0 ? endpoint : new InetSocketAddress(endpoint.getAddress(), port);
  }
}
