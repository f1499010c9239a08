package dev.fairlead.proxy.http;

import dev.fairlead.proxy.connect.ClientOpener;
import dev.fairlead.proxy.connect.Opener;
import dev.fairlead.proxy.observe.Ending;
import dev.fairlead.proxy.observe.LoopTime;
import dev.fairlead.proxy.observe.SessionStatus;
import dev.fairlead.proxy.observe.SessionTeller;
import dev.fairlead.proxy.wire.Oddity;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of HTTP: one exchange at a time, the next begins when the last one ended.
 *
 * <p>Reading is the back-pressure: messages are taken while no exchange runs, or the running one
 * takes more of the request. One that comes nevertheless waits here and has the channel not be read
 * any more, so no more than one read of it waits; then the kernel's window fills and the client
 * waits. As long as nothing comes the channel stays readable: to switch that off and on again for
 * each request would be two system calls. Serves HTTP/1.1 connections of clients and single streams
 * of the backhaul alike. Confined to its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
final class HttpFront extends ChannelInboundHandlerAdapter implements SessionTeller {
  private final HttpService service;
  private final Arrival arrival;
  private final Carrier carrier;
  private final ClientOpener opener;
  private final ClientFields fields;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Alarm alarm;
  private @Nullable Exchange exchange;
  private @Nullable Ledger books;
  private long requests;
  private @Nullable ChannelFuture written;
  private final ArrayDeque<Object> waiting = new ArrayDeque<>(0);
  private boolean open = true;
  private boolean draining;
  private boolean closing;

  HttpFront(HttpService service, Arrival arrival, Carrier carrier) {
    this.service = service;
    this.arrival = arrival;
    this.carrier = carrier;
    this.opener = service.opener().of(arrival.parties());
    this.fields = ClientFields.of(arrival, service.dispatcher().region(), service.node());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    opener.close();
    if (alarm != null) {
      alarm.close();
    }
    forget();
  }

  private void forget() {
    while (!waiting.isEmpty()) {
      ReferenceCountUtil.release(waiting.poll());
    }
  }

  /** What instances are told of this client. */
  ClientFields clientFields() {
    return fields;
  }

  /** Rings for the exchange that runs. */
  Alarm alarm() {
    Alarm made = alarm;
    if (made == null) {
      made = new Alarm(channel().eventLoop());
      alarm = made;
    }
    return made;
  }

  /** Opens upstreams for this client. */
  Opener opener() {
    return opener;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (open && waiting.isEmpty()) {
      take(ctx, message);
      return;
    }
    waiting.add(message);
    stopReading();
  }

  private void stopReading() {
    if (channel().config().isAutoRead()) {
      channel().config().setAutoRead(false);
    }
  }

  private void take(ChannelHandlerContext ctx, Object message) {
    if (closing) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (message instanceof HttpRequest request) {
      begin(ctx, request);
    } else if (message instanceof HttpContent content && exchange != null) {
      exchange.fromClient(content);
    } else {
      ReferenceCountUtil.release(message);
    }
    updateReading();
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request) {
    carrier.begun(ctx, request);
    requests++;
    Passage passage = service.relief().sheds() ? Passage.SHED : Passage.of(request, arrival);
    switch (passage) {
      case Passage.Shed _ -> refuse(BadRequest.OVERLOADED, Ledger.ofUncarried(request, arrival));
      case Passage.Refused(BadRequest bad) -> {
        Evidence.ofClient(service.traffic(), arrival, bad, request);
        refuse(bad, Ledger.ofUncarried(request, arrival));
      }
      case Passage.Moved(String location) ->
          redirect(location, Ledger.ofUncarried(request, arrival));
      case Passage.Free(Target target) -> carry(request, target);
    }
  }

  private void carry(HttpRequest request, Target target) {
    if (carrier.tooOdd()) {
      request.headers().add(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    String sent = request.uri();
    Ledger ledger = Ledger.of(request, target, arrival);
    Exchange begun = new Exchange(service, this, ledger, target, request);
    exchange = begun;
    books = ledger;
    if (!sent.equals(request.uri())) {
      carrier.odd(sent.startsWith("/") ? Oddity.PATH_FORM : Oddity.ABSOLUTE_TARGET);
    }
    begun.start();
  }

  /** Tells the client where to come instead, then ends the connection: it is of no more use. */
  private void redirect(String location, Ledger ledger) {
    ledger.answered(HttpResponseStatus.PERMANENT_REDIRECT.code(), "");
    ledger.ended(Ending.LOCAL_REDIRECT);
    ledger.close("", 0, service.traffic(), service.log());
    write(RedirectAnswer.last(location));
    end();
  }

  /** Answers a request that goes nowhere. */
  private void refuse(BadRequest bad, Ledger ledger) {
    String id = RequestId.next(System.currentTimeMillis(), ThreadLocalRandom.current());
    ledger.named(id);
    ledger.answered(bad.status(), bad.code());
    ledger.ended(bad.ending());
    ledger.close("", 0, service.traffic(), service.log());
    answer(bad, false, id);
  }

  /** Answers, then ends the connection: what follows is unreadable. */
  private void answer(BadRequest bad, boolean json, String id) {
    FullHttpResponse response =
        new ErrorAnswer(bad.code(), bad.status(), bad.words(), bad.retryLater()).response(json, id);
    response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    write(response);
    end();
  }

  /** Refuses the rest of a request whose body is not taken and that was not answered yet. */
  void refuseBody(BadRequest bad, ForwardedRequest request) {
    exchange = null;
    answer(bad, request.json(), request.id());
  }

  /** Ends the connection within a request that was answered already, wholly or in part. */
  void cut(boolean wholly) {
    exchange = null;
    if (wholly) {
      end();
    } else {
      abort();
    }
  }

  /** The exchange is over. */
  void finished(boolean keepAlive) {
    exchange = null;
    if (keepAlive) {
      carrier.idle(ctx(), this::updateReading);
    } else {
      end();
    }
  }

  /** Takes messages exactly while somebody wants them. */
  void updateReading() {
    Exchange running = exchange;
    boolean wanted = closing;
    if (!closing && running == null) {
      wanted = !carrier.paused() && writable(); // who takes no answers may ask no more
    } else if (!closing && running != null) {
      wanted = running.takesRequest();
      carrier.awaits(running.awaited());
    }
    open = wanted;
    if (open && !draining) {
      drain();
    } else if (!open && carrier.holdsBack()) {
      stopReading();
    }
  }

  /** Takes what waits, and has the channel be read again once nothing does. */
  private void drain() {
    if (!waiting.isEmpty()) {
      draining = true;
      try {
        while (open && !waiting.isEmpty()) {
          LoopTime.refresh();
          take(ctx(), waiting.poll());
        }
      } finally {
        draining = false;
      }
      channelReadComplete(ctx());
    }
    Channel channel = ctx().channel();
    if (open && !channel.config().isAutoRead() && channel.isActive()) {
      channel.config().setAutoRead(true);
    }
  }

  void write(HttpObject message) {
    written = ctx().write(message);
  }

  void flush() {
    ctx().flush();
  }

  boolean writable() {
    return ctx().channel().isWritable();
  }

  /** Whether this is a stream of the backhaul. */
  boolean stream() {
    return carrier.stream();
  }

  /** Ends the connection so that nobody takes what was sent for complete. */
  void abort() {
    closing = true;
    exchange = null;
    carrier.abort(ctx());
  }

  /** Ends the connection after what was written. */
  private void end() {
    if (!closing) {
      closing = true;
      carrier.end(ctx(), written == null ? ctx().newSucceededFuture() : written);
      updateReading();
    }
  }

  /** The client's channel. */
  Channel channel() {
    return ctx().channel();
  }

  /** Leaves the client's channel: client and instance agreed that it is HTTP no more. */
  void becomeBytes() {
    exchange = null;
    carrier.becomeBytes(ctx());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (exchange != null) {
      exchange.clientPaused();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (exchange != null) {
      exchange.clientWritabilityChanged();
    }
    updateReading();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (closing) {
      return; // it ends already
    }
    if (event instanceof ClientClock.Late late) {
      late(ctx, late);
    } else if (event == Drain.IDLE_ENDS && exchange == null) {
      end(); // not a reset, should a request be on its way
    }
  }

  private void late(ChannelHandlerContext ctx, ClientClock.Late late) {
    Exchange running = exchange;
    switch (late) {
      case HEAD -> refuse(BadRequest.TIMEOUT, Ledger.ofBeginning(arrival, carrier.headBegan()));
      case IDLE -> ctx.close();
      case BODY, REST -> {
        if (running != null) {
          running.requestLate();
        }
      }
      case RECEIVING -> {
        abort();
        if (running != null) {
          running.clientTooSlow();
        }
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    Exchange running = exchange;
    exchange = null;
    if (running != null) {
      running.clientGone();
    } else if (!closing && carrier.withinHead()) {
      Ledger ledger = Ledger.ofBeginning(arrival, carrier.headBegan());
      ledger.ended(Ending.CLIENT_IN_REQUEST);
      ledger.note(service.log());
    }
    closing = true;
    forget();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close(); // channelInactive follows
  }

  @Override
  public SessionStatus.Doing doing(long nowNanos) {
    Exchange running = exchange;
    Ledger ledger = books;
    boolean busy = running != null && ledger != null;
    String resting = closing ? "closing" : carrier.withinHead() ? "head" : "idle";
    return new SessionStatus.Doing(
        busy ? "request" : resting,
        arrival.clientIp(),
        busy ? -1 : nowNanos - carrier.headBegan(),
        requests,
        running == null || ledger == null ? SessionStatus.Wanted.NOTHING : ledger.wanted(),
        carrier.moved());
  }

  private ChannelHandlerContext ctx() {
    if (context == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return context;
  }
}
