package dev.fairlead.proxy.relay;

import dev.fairlead.catalog.model.Route;
import dev.fairlead.proxy.connect.Dispatch;
import dev.fairlead.proxy.connect.Dispatcher;
import dev.fairlead.proxy.connect.Opener;
import dev.fairlead.proxy.connect.Outcome;
import dev.fairlead.proxy.connect.Upstream;
import dev.fairlead.proxy.connect.Wish;
import dev.fairlead.proxy.observe.AccessEntry;
import dev.fairlead.proxy.observe.AccessLog;
import dev.fairlead.proxy.observe.Ending;
import dev.fairlead.proxy.observe.SessionStatus;
import dev.fairlead.proxy.observe.SessionTeller;
import dev.fairlead.proxy.observe.Traffic;
import dev.fairlead.proxy.route.Fault;
import dev.fairlead.proxy.route.Query;
import dev.fairlead.proxy.route.Ruling;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of a TCP connection until its upstream is there; then a {@link Relay} takes
 * over.
 *
 * <p>The client is not read meanwhile. What arrives all the same, because the kernel reports a half
 * close only behind the bytes before it, is kept: at most the socket's receive buffer. Confined to
 * its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
public final class TcpFront extends ChannelInboundHandlerAdapter implements SessionTeller, Outcome {
  /**
   * What all TCP connections of a proxy share.
   *
   * @param dispatcher finds upstreams
   * @param traffic counts
   * @param log access log
   * @param pipes for long streams
   */
  public record Shared(Dispatcher dispatcher, Traffic traffic, AccessLog log, Pipes pipes) {}

  /**
   * How a client's answer looks before bytes flow; backhaul streams say yes or no first.
   *
   * @param accepted called before the first byte goes to the client
   * @param refused called instead, with the reason; closes the channel
   */
  public record Answers(Runnable accepted, Consumer<Fault> refused) {}

  private final Shared shared;
  private final Wish wish;
  private final Opener opener;
  private final String listener;
  private final Answers answers;
  private final ArrayDeque<Object> early = new ArrayDeque<>();
  private final long began = System.nanoTime();
  private @Nullable ChannelHandlerContext context;
  private @Nullable Dispatch dispatch;
  private @Nullable Upstream upstream;
  private @Nullable Relay relay;
  private boolean inputEnded;
  private long connectNanos = -1;

  /**
   * Creates one.
   *
   * @param wish what is wanted; its client is known by the address
   * @param listener where the client arrived
   */
  public TcpFront(Shared shared, Wish wish, Opener opener, String listener, Answers answers) {
    this.shared = shared;
    this.wish = wish;
    this.opener = opener;
    this.listener = listener;
    this.answers = answers;
  }

  /** Begins to look for an upstream; the channel is registered and its reading is off. */
  public void start(ChannelHandlerContext ctx) {
    context = ctx;
    dispatch = new Dispatch(shared.dispatcher(), ctx.channel().eventLoop(), wish, opener, this);
    dispatch.start();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    start(ctx);
  }

  @Override
  public void connected(Upstream found) {
    ChannelHandlerContext ctx = ctx();
    upstream = found;
    long now = System.nanoTime();
    connectNanos = now - began;
    found.tookConnection(now);
    answers.accepted().run();
    Relay joined =
        Relay.join(
            ctx.channel(),
            found.channel(),
            found.view().policy().idleTimeout(),
            shared.pipes(),
            _ -> ended());
    relay = joined;
    while (!early.isEmpty()) {
      ctx.fireChannelRead(early.poll());
    }
    ctx.fireChannelReadComplete();
    if (inputEnded) {
      ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
    joined.start();
  }

  @Override
  public void refused(Fault fault) {
    record(fault.name(), Ending.of(fault));
    dispatch = null;
    answers.refused().accept(fault);
  }

  @Override
  public @Nullable String routed(Route route) {
    return switch (shared.dispatcher().gate().connection(route, wish.client().address())) {
      case Ruling.Onward onward -> onward.service();
      case Ruling.Refused refused -> {
        refused(refused.fault());
        yield null;
      }
      case Ruling.Redirected _ -> throw new IllegalStateException("a connection has no location");
    };
  }

  private void ended() {
    if (upstream != null && relay != null) {
      upstream.release();
      relay.count(shared.traffic());
      record("", relay.end());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (relay != null) {
      ctx.fireChannelRead(message);
    } else {
      early.add(message);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (relay == null && event instanceof ChannelInputShutdownEvent) {
      inputEnded = true;
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    early.forEach(ReferenceCountUtil::release);
    early.clear();
    if (relay == null && dispatch != null) {
      Ending left = dispatch.waits() ? Ending.CLIENT_IN_QUEUE : Ending.CLIENT_IN_CONNECT;
      dispatch.cancel();
      record("", left);
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (relay != null) {
      ctx.fireExceptionCaught(cause);
    } else {
      ctx.close();
    }
  }

  @Override
  public SessionStatus.Doing doing(long nowNanos) {
    Relay bytes = relay;
    String service = dispatch == null ? "" : dispatch.service();
    return new SessionStatus.Doing(
        bytes == null ? "connecting" : "relaying",
        wish.client().address(),
        bytes == null ? nowNanos - began : bytes.idleNanos(nowNanos),
        1,
        new SessionStatus.Wanted(
            serverName(), "", service, upstream == null ? "" : upstream.target()),
        moved());
  }

  private String serverName() {
    return wish.query() instanceof Query.ByHost tls ? tls.host() : "";
  }

  private AccessEntry.Moved moved() {
    return new AccessEntry.Moved(relay == null ? 0 : relay.in(), relay == null ? 0 : relay.out());
  }

  private void record(String code, Ending end) {
    long now = System.nanoTime();
    String service = dispatch == null ? "" : dispatch.service();
    shared.traffic().finished(code);
    if (!service.isEmpty()) {
      shared.traffic().upstreams().ended(service, 0, now - began);
    }
    if (upstream != null && !upstream.remote()) {
      shared.traffic().upstreams().served(service, upstream.target(), end.ofServer());
    }
    if (shared.log().enabled()) {
      shared.log().log(entry(now, code, end));
    }
  }

  private AccessEntry entry(long now, String code, Ending end) {
    boolean tls = wish.query() instanceof Query.ByHost;
    return new AccessEntry(
        new AccessEntry.Who(wish.client().address(), listener, tls ? "tls" : "tcp"),
        new AccessEntry.Asked(serverName(), "", "", ""),
        moved(),
        AccessEntry.Times.until(now, began, connectNanos, connectNanos),
        new AccessEntry.Served(
            dispatch == null ? "" : dispatch.service(),
            upstream == null ? "" : upstream.region(),
            upstream == null ? "" : upstream.target(),
            dispatch == null ? 0 : dispatch.retries()),
        new AccessEntry.Outcome(0, code, end),
        AccessEntry.Ids.NONE);
  }

  private ChannelHandlerContext ctx() {
    if (context == null) {
      throw new IllegalStateException("not started");
    }
    return context;
  }
}
