package dev.fairlead.proxy.http;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Route;
import dev.fairlead.proxy.connect.Dispatch;
import dev.fairlead.proxy.connect.HttpLink;
import dev.fairlead.proxy.connect.ResponseSink;
import dev.fairlead.proxy.connect.Upstream;
import dev.fairlead.proxy.observe.Ending;
import dev.fairlead.proxy.route.Fault;
import dev.fairlead.proxy.route.Ruling;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response, streamed piece by piece, never collected.
 *
 * <pre>
 *   start ──► dispatch ──connected──► head and body up ⇄ response down ──► finished
 *                │ refused                  │ upstream gone before the response: again or an error
 *                ▼                          │ upstream gone within it: client aborted
 *              error answer                 │ client gone: upstream closed
 *                                           ▼ 101 that was asked for: a tunnel
 * </pre>
 *
 * <p>Either side is read only as fast as the other takes. An upstream connection goes back to its
 * pool only when request and response were both complete. Confined to the client's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
final class Exchange implements ResponseSink, Dispatch.Outcome {
  private final HttpService service;
  private final HttpFront front;
  private final ForwardedRequest request;
  private final Ledger ledger;
  private final RequestBody body;
  private final Reply reply;
  private final Dispatch dispatch;
  private @Nullable Upstream upstream;
  private @Nullable Patience patience;
  private boolean sentAgain;
  private boolean over;

  Exchange(
      HttpService service, HttpFront front, Arrival arrival, HttpRequest head, EventLoop loop) {
    this.service = service;
    this.front = front;
    Target target = RequestCheck.target(head);
    this.ledger = Ledger.of(head, target, arrival); // before the head is rewritten
    String region = service.dispatcher().region();
    this.request = ForwardedRequest.of(head, target, arrival, region, service.node());
    if (service.log().enabled()) {
      ledger.named(request.id(), request.traceparent());
    }
    this.body = new RequestBody(request, ledger);
    this.reply = new Reply(front, request, service.draining(), ledger);
    this.dispatch = new Dispatch(service.dispatcher(), loop, request.wish(), front.opener(), this);
  }

  void start() {
    dispatch.start();
  }

  // From the client.

  /** Whether more of the request may be read now. */
  boolean takesRequest() {
    if (body.done()) {
      return false;
    }
    return reply.done() || (upstream != null && upstream.channel().isWritable());
  }

  void fromClient(HttpContent content) {
    if (content.decoderResult().isFailure()) {
      content.release();
      refuseBody(RequestBody.problem(content.decoderResult()));
      return;
    }
    int bytes = content.content().readableBytes();
    body.received(content);
    if (body.tooLarge() && !reply.done()) {
      content.release();
      refuseBody(body.refusal());
      return;
    }
    if (upstream == null) {
      content.release();
      discard(bytes);
      return;
    }
    body.sent(bytes);
    progress();
    upstream.channel().write(content);
    if (body.done()) {
      upstream.asked(System.nanoTime());
    }
  }

  /**
   * The answer is out already; what is left of the request is read and forgotten, up to a limit.
   */
  private void discard(int bytes) {
    if (reply.endsAfterDiscarding(bytes)) {
      body.givenUp();
    }
    if (body.done() && reply.done()) {
      finish();
    }
  }

  /** What is left of the request comes too slowly. */
  void requestLate() {
    refuseBody(BadRequest.SLOW_BODY);
  }

  private void refuseBody(BadRequest bad) {
    letGo(false);
    ledger.ended(Endings.ofBody(bad, reply));
    if (reply.started()) {
      close();
      front.cut(reply.done());
      return;
    }
    ledger.answered(bad.status(), bad.code());
    close();
    front.refuseBody(bad, request);
  }

  /** The client does not take its answer; its connection is cut already. */
  void clientTooSlow() {
    lose(Ending.CLIENT_LATE_IN_DATA);
  }

  /** What of the request is waited for. */
  Awaited awaited() {
    return body.awaited(reply, takesRequest());
  }

  void clientPaused() {
    if (upstream != null) {
      upstream.channel().flush();
    }
  }

  void clientWritabilityChanged() {
    if (upstream != null && upstream.channel().isActive()) {
      upstream.channel().config().setAutoRead(front.writable());
    }
  }

  void clientGone() {
    if (!over && upstream != null && body.done() && !reply.started()) {
      upstream.abandoned(System.nanoTime());
    }
    lose(Endings.clientLeft(reply, upstream != null, dispatch.waits()));
  }

  private void lose(Ending end) {
    if (!over) {
      dispatch.cancel();
      ledger.ended(end);
      letGo(false);
      close();
    }
  }

  // Outcome of the dispatch.

  @Override
  public void connected(Upstream found) {
    upstream = found;
    ledger.connected(found);
    Channel channel = found.channel();
    HttpLink.of(channel).attach(this);
    channel.config().setAutoRead(true);
    found.asked(System.nanoTime());
    channel.write(request.headFor(found, service.node()));
    if (body.done()) {
      channel.write(LastHttpContent.EMPTY_LAST_CONTENT); // sent again
    }
    patience = new Patience(channel.eventLoop(), found.view().policy(), this::outOfPatience);
    front.updateReading();
    channel.flush();
  }

  @Override
  public void refused(Fault fault) {
    fail(fault, Ending.of(fault));
  }

  @Override
  public @Nullable String routed(Route route) {
    Ruling ruling = request.follow(route, service.dispatcher().gate());
    if (ruling instanceof Ruling.Onward onward) {
      return onward.service();
    }
    reply.ruled(ruling, !body.done());
    finishOrReadOn();
    return null;
  }

  @Override
  public boolean admitted(ServiceView found) {
    body.limit(found.policy().maxBodyBytes());
    if (body.tooLarge()) {
      refuseBody(body.refusal());
      return false;
    }
    return true;
  }

  // From the upstream.

  @Override
  public void fromUpstream(HttpObject message) {
    boolean sound = !(message instanceof HttpResponse head) || head(head);
    if (message instanceof HttpContent content) {
      sound &= reply.body(content);
    }
    progress();
    if (!sound || (reply.switched() && !body.done())) {
      failed();
      letGo(false);
      fail(Fault.FC04, Endings.senseless(reply));
    } else if (reply.switched()) {
      becomeTunnel();
    } else if (reply.done()) {
      succeeded();
      letGo(body.done() && reply.keepUpstream());
      front.flush();
      finishOrReadOn();
    } else if (!front.writable() && upstream != null) {
      upstream.channel().config().setAutoRead(false);
    }
  }

  private boolean head(HttpResponse response) {
    String cookie = upstream == null ? null : upstream.cookie();
    if (cookie != null && response.status().code() >= 200) {
      ForwardedHeaders.keep(response.headers(), cookie, request.secure());
    }
    boolean sound = reply.head(response, !body.begun());
    if (sound && reply.started() && upstream != null) {
      upstream.answered(response.status().code(), System.nanoTime());
    }
    return sound;
  }

  /** The instance did not do what it was chosen for. */
  private void failed() {
    if (upstream != null) {
      upstream.failed(System.nanoTime());
    }
  }

  private void succeeded() {
    if (upstream != null) {
      upstream.succeeded(System.nanoTime());
    }
  }

  private void becomeTunnel() {
    if (upstream != null) {
      over = true;
      succeeded();
      endPatience();
      Tunnel.begin(front, upstream, ledger, this::close);
    }
  }

  @Override
  public void upstreamPaused() {
    front.flush();
  }

  @Override
  public void upstreamWritabilityChanged() {
    front.updateReading();
  }

  @Override
  public void upstreamClosed(@Nullable Throwable cause) {
    Upstream lost = upstream;
    if (lost == null || over) {
      return;
    }
    boolean untouched = !reply.started() && !body.begun() && !sentAgain;
    boolean reused = HttpLink.of(lost.channel()) == null || HttpLink.of(lost.channel()).reused();
    if (reply.started() || !reused) { // else it may have been idle for too long, which is no fault
      failed();
    }
    release();
    if (untouched && (reused || lost.remote()) && request.idempotent()) {
      sentAgain = true;
      dispatch.again(lost);
      return;
    }
    Fault before = lost.remote() ? Fault.FB01 : Fault.FC01;
    fail(reply.started() ? Fault.FC04 : before, Endings.upstreamLeft(reply));
  }

  private void outOfPatience() {
    if (!reply.started() && upstream != null) { // within the response the client may be slow
      upstream.late(System.nanoTime());
    }
    letGo(false);
    fail(Fault.FC03, Endings.upstreamLate(reply));
  }

  private void progress() {
    if (patience != null) {
      patience.progress(reply.started());
    }
  }

  // Endings.

  /** Answers with an error, or, when the response is already on its way, breaks it off. */
  private void fail(Fault fault, Ending end) {
    if (over) {
      return;
    }
    ledger.ended(end);
    if (reply.started()) {
      ledger.brokenOff(fault.name());
      close();
      front.abort();
      return;
    }
    ledger.answered(fault.status(), fault.name());
    reply.error(fault, !body.done());
    finishOrReadOn();
  }

  /** The client has its answer: the exchange ends once the request did. */
  private void finishOrReadOn() {
    if (body.done()) {
      finish();
    } else {
      front.updateReading();
    }
  }

  private void finish() {
    if (!over) {
      close();
      front.finished(reply.keepClient());
    }
  }

  /** Parts with the upstream. */
  private void letGo(boolean clean) {
    Upstream used = upstream;
    if (used != null) {
      HttpLink link = HttpLink.of(used.channel());
      release();
      if (link != null) {
        link.detach(used.channel(), clean);
      }
    }
  }

  private void release() {
    if (upstream != null) {
      upstream.release();
      upstream = null;
    }
    endPatience();
  }

  private void endPatience() {
    if (patience != null) {
      patience.end();
      patience = null;
    }
  }

  private void close() {
    over = true;
    ledger.close(dispatch.service(), dispatch.retries(), service.traffic(), service.log());
  }
}
