package dev.fairlead.proxy.http;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.RetryOn;
import dev.fairlead.catalog.model.Route;
import dev.fairlead.proxy.connect.Outcome;
import dev.fairlead.proxy.connect.ResponseSink;
import dev.fairlead.proxy.connect.Upstream;
import dev.fairlead.proxy.observe.Ending;
import dev.fairlead.proxy.route.Fault;
import dev.fairlead.proxy.route.Ruling;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
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
final class Exchange implements ResponseSink, Outcome, Pursuit.Limits {
  private final HttpService service;
  private final HttpFront front;
  private final ForwardedRequest request;
  private final Ledger ledger;
  private final RequestBody body;
  private final Reply reply;
  private final Pursuit pursuit;
  private final ServingSide serving = new ServingSide();
  private boolean over;

  Exchange(HttpService service, HttpFront front, Ledger ledger, Target target, HttpRequest head) {
    this.service = service;
    this.front = front;
    this.ledger = ledger;
    Arrival arrival = ledger.arrival();
    if (service.replays().fly() && !arrival.carried()) {
      FlyNames.translate(head.headers());
    }
    this.request = ForwardedRequest.of(head, target, arrival, front.clientFields());
    ledger.named(request, service.log());
    this.body = new RequestBody(request, ledger);
    this.reply = new Reply(front, request, service::endsConnections, ledger);
    this.pursuit = new Pursuit(service, request, front, this);
  }

  void start() {
    pursuit.start();
  }

  // From the client.

  /** Whether more of the request may be read now. */
  boolean takesRequest() {
    if (body.done()) {
      return false;
    }
    return reply.done() || serving.writable();
  }

  void fromClient(HttpContent content) {
    if (content.decoderResult().isFailure()) {
      content.release();
      refuseBody(Evidence.ofBody(service.traffic(), ledger.arrival(), content));
      return;
    }
    int bytes = content.content().readableBytes();
    body.received(content);
    if (body.tooLarge() && !reply.done()) {
      content.release();
      refuseBody(body.refusal());
      return;
    }
    if (serving.empty()) {
      nobodyTakes(content);
      return;
    }
    body.sent(bytes);
    boolean _ = pursuit.keep(content);
    progress();
    serving.write(content);
    if (body.done()) {
      serving.asked();
    }
  }

  /** Between two tries it is kept for the next; without a next it is forgotten. */
  private void nobodyTakes(HttpContent content) {
    int bytes = content.content().readableBytes();
    boolean kept = pursuit.keep(content);
    content.release();
    if (reply.done()) {
      discard(bytes);
    } else if (!kept) {
      fail(Fault.FC01, Endings.upstreamLeft(reply));
    }
  }

  /** The answer is out: what is left of the request is read and forgotten, up to a limit. */
  private void discard(int bytes) {
    if (reply.endsAfterDiscarding(bytes)) {
      body.givenUp();
    }
    if (body.done() && reply.done()) {
      finish();
    }
  }

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
    serving.flush();
  }

  void clientWritabilityChanged() {
    serving.read(front.writable());
  }

  void clientGone() {
    if (!over && body.done() && !reply.started()) {
      serving.abandoned();
    }
    lose(Endings.clientLeft(reply, !serving.empty(), pursuit.waits()));
  }

  private void lose(Ending end) {
    if (!over) {
      ledger.ended(end);
      letGo(false);
      close();
    }
  }

  // Outcome of the dispatch.

  @Override
  public void connected(Upstream found) {
    if (!pursuit.fits(found)) {
      found.release();
      found.channel().close();
      fail(Fault.FC05, Ending.of(Fault.FC05));
      return;
    }
    ledger.connected(found);
    serving.take(found, this);
    reply.keepsClientBy(found.cookie());
    pursuit.send(found, body.done());
    front.updateReading();
    serving.flush();
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
    if (message instanceof HttpResponse head && setAside(head)) {
      return;
    }
    boolean sound = !(message instanceof HttpResponse head) || head(head);
    if (message instanceof HttpContent content) {
      sound &= reply.body(content);
    }
    progress();
    if (!sound || (reply.switched() && !body.done())) {
      Evidence.ofInstance(service.traffic(), ledger.source(), message);
      serving.failed();
      letGo(false);
      fail(Fault.FC04, Endings.senseless(reply));
    } else if (reply.switched()) {
      becomeTunnel();
    } else if (reply.done()) {
      serving.succeeded();
      pursuit.end();
      letGo(body.done() && reply.keepUpstream());
      front.flush();
      finishOrReadOn();
    } else if (!front.writable()) {
      serving.read(false);
    }
  }

  private boolean head(HttpResponse response) {
    boolean sound = reply.head(response, !body.begun());
    if (sound && reply.started()) {
      serving.answered(response.status().code());
    }
    return sound;
  }

  /** Whether another instance is to answer instead; this answer is dropped then. */
  private boolean setAside(HttpResponse answer) {
    Upstream from = serving.upstream();
    int status = answer.status().code();
    if (from == null || reply.started() || status < 200 || !ResponseHead.valid(answer)) {
      return false;
    }
    RetryOn why = RetryOn.of(status);
    boolean replay = pursuit.ordersReplay(answer, from);
    if (!replay && (why == null || !pursuit.mayAskAnother(from, why))) {
      return false;
    }
    serving.answered(status);
    part();
    Leftover.of(from.channel(), answer, body.done() && !from.remote());
    if (replay) {
      replay(answer, from);
    } else {
      pursuit.askAnother();
    }
    front.updateReading();
    return true;
  }

  private void replay(HttpResponse answer, Upstream from) {
    Fault fault = pursuit.replay(answer, from);
    if (fault != null) {
      fail(fault, Ending.of(fault));
    }
  }

  private void becomeTunnel() {
    Upstream other = serving.upstream();
    if (other != null) {
      over = true;
      serving.succeeded();
      pursuit.end();
      Tunnel.begin(front, other, ledger, this::close);
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
    Upstream lost = serving.upstream();
    if (lost == null || over) {
      return;
    }
    if (reply.started() || !Pursuit.isStale(lost)) { // else it may have idled for too long
      serving.failed();
    }
    part();
    if (!reply.started() && pursuit.goesOnAfter(lost, cause)) {
      front.updateReading();
      return;
    }
    Fault before = lost.remote() ? Fault.FB01 : Fault.FC01;
    fail(reply.started() ? Fault.FC04 : before, Endings.upstreamLeft(reply));
  }

  @Override
  public void tryTooLong() {
    Upstream slow = serving.upstream();
    if (slow == null || reply.started() || !pursuit.mayAskAnother(slow, RetryOn.TIMEOUT)) {
      outOfTime();
      return;
    }
    serving.late();
    letGo(false);
    pursuit.askAnother();
    front.updateReading();
  }

  @Override
  public void outOfTime() {
    if (!reply.started()) { // within the response the client may be slow
      serving.late();
    }
    letGo(false);
    fail(Fault.FC03, Endings.upstreamLate(reply));
  }

  private void progress() {
    pursuit.progress(body.done(), reply.started());
  }

  // Endings.

  /** Answers with an error, or, when the response is already on its way, breaks it off. */
  private void fail(Fault fault, Ending end) {
    if (over) {
      return;
    }
    pursuit.end();
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

  private void letGo(boolean clean) {
    serving.letGo(clean);
    pursuit.between();
  }

  private void part() {
    serving.part();
    pursuit.between();
  }

  private void close() {
    over = true;
    pursuit.end();
    ledger.close(pursuit.service(), pursuit.retries(), service.traffic(), service.log());
  }
}
