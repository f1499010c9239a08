package dev.fairlead.proxy.check;

import dev.fairlead.catalog.model.CheckSpec;
import dev.fairlead.catalog.model.CheckSpec.Connect;
import dev.fairlead.catalog.model.CheckSpec.Get;
import dev.fairlead.catalog.model.CheckedRow;
import dev.fairlead.proxy.check.CheckResult.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One check under way: a connection, perhaps a request, and the first of its answer or its time
 * limit.
 *
 * <pre>
 *   connecting ──► connected ──► [TLS] ──► [request sent ──► status] ──► said ──► closed
 *       └──────────────┴──────────────┴─ refused, closed, late ──┘
 * </pre>
 *
 * <p>Says its result once. Afterwards the rest of a response is thrown away, up to {@value
 * #MAX_DISCARDED} bytes and {@link #LINGER}, so that an instance that is asked to close finds
 * nobody gone. No redirect is followed. Confined to its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
final class CheckRun extends ChannelInboundHandlerAdapter {
  /** How long the instance has to close the connection after its answer. */
  static final Duration LINGER = Duration.ofMillis(100);

  /** Of a response, behind its status line. */
  static final int MAX_DISCARDED = 64 * 1024;

  /** A timer that rings this late says that this node was not there to hear the answer. */
  static final Duration OWN_DELAY = Duration.ofMillis(100);

  private final CheckedRow target;
  private final Consumer<CheckResult> says;
  private final StatusReader status = new StatusReader();
  private @Nullable Channel channel;
  private @Nullable Future<?> timer;
  private boolean said;
  private int discarded;

  /**
   * Checks {@code target}.
   *
   * @param says told the result, once, on the event loop
   */
  CheckRun(CheckedRow target, Consumer<CheckResult> says) {
    this.target = target;
    this.says = says;
  }

  private CheckSpec spec() {
    return target.spec();
  }

  /** Watches over {@code connecting}, whose channel has this as its handler. */
  void start(EventLoop loop, ChannelFuture connecting) {
    channel = connecting.channel();
    long limit = spec().timeout().toNanos();
    long end = System.nanoTime() + limit;
    timer = loop.schedule(() -> late(end), limit, TimeUnit.NANOSECONDS);
    connecting.addListener((ChannelFuture connected) -> {
      if (!connected.isSuccess()) {
        failed(connected.cause());
      }
    });
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (spec().greeting().tls().off()) {
      ask(ctx);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        ask(ctx);
      } else {
        noTls(handshake.cause());
      }
    }
  }

  /** There will be no TLS with the instance; nothing is asked of it. */
  private void noTls(Throwable cause) {
    String why = cause.getMessage();
    say(Outcome.TLS, "no TLS with it: " + (why == null ? "it hangs up" : why));
  }

  private void ask(ChannelHandlerContext ctx) {
    switch (spec().ask()) {
      case Connect _ -> {
        say(Outcome.PASSED, "accepts connections");
        ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0); // leaves no TIME_WAIT behind
        ctx.close();
      }
      case Get get -> ctx.writeAndFlush(Unpooled.wrappedBuffer(CheckRequest.bytes(target, get)));
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      if (!said && spec().ask() instanceof Get get) {
        answered(ctx, status.read(in), get);
      }
      discarded += in.readableBytes();
      if (said && discarded > MAX_DISCARDED) {
        ctx.close();
      }
    } finally {
      in.release();
    }
  }

  private void answered(ChannelHandlerContext ctx, int code, Get get) {
    if (code == StatusReader.MORE) {
      return;
    }
    if (code == StatusReader.MALFORMED) {
      say(Outcome.MALFORMED, "answers something that is not HTTP/1");
      ctx.close();
      return;
    }
    say(get.expects(code) ? Outcome.PASSED : Outcome.STATUS, "status " + code);
    cancelTimer();
    timer = ctx.executor().schedule(() -> ctx.close(), LINGER.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    cancelTimer();
    say(Outcome.CLOSED, "closes the connection without an answer");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    say(Outcome.CLOSED, "resets the connection without an answer");
    ctx.close();
  }

  private void failed(Throwable cause) {
    cancelTimer();
    if (cause instanceof NoRouteToHostException) {
      say(Outcome.UNREACHABLE, "no route to it");
    } else if (cause instanceof ConnectException) {
      say(Outcome.REFUSED, "refuses connections");
    } else if (!said) { // no socket, no port: nothing the instance can do about
      say(Checked.notMade(String.valueOf(cause.getMessage())));
    }
  }

  private void late(long end) {
    Channel open = channel;
    if (!said && System.nanoTime() - end > OWN_DELAY.toNanos()) {
      say(Checked.notMade("this node was late itself"));
    }
    boolean connected = open != null && open.isActive();
    String what = connected ? "no answer" : "no connection";
    say(Outcome.TIMEOUT, what + " within " + spec().timeout().toMillis() + " ms");
    if (open != null) {
      open.close();
    }
  }

  private void say(Outcome outcome, String reason) {
    if (!said) {
      say(new CheckResult(outcome, reason));
    }
  }

  private void say(CheckResult result) {
    said = true;
    says.accept(result);
  }

  private void cancelTimer() {
    Future<?> running = timer;
    timer = null;
    if (running != null) {
      running.cancel(false);
    }
  }
}
