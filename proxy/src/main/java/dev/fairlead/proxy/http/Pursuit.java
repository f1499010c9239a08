package dev.fairlead.proxy.http;

import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.RetryOn;
import dev.fairlead.proxy.connect.Backhaul;
import dev.fairlead.proxy.connect.Dispatch;
import dev.fairlead.proxy.connect.HttpLink;
import dev.fairlead.proxy.connect.NotProcessedException;
import dev.fairlead.proxy.connect.Opener;
import dev.fairlead.proxy.connect.Outcome;
import dev.fairlead.proxy.connect.Upstream;
import dev.fairlead.proxy.observe.NotRetried;
import dev.fairlead.proxy.route.Fault;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * The search for the upstream that answers one request: who is asked, for how long, and whether
 * another one is asked after it failed.
 *
 * <pre>
 *   the connection had idled, or led to another region, and died ──► once, on a new one
 *   another region's proxy says that it did nothing with it      ──► at the next, any method
 *   an instance here failed in a way of the policy's retry_on    ──► at another instance
 *   an instance anywhere asks for a replay                       ──► as it asks, a few times
 * </pre>
 *
 * <p>Never again once an answer began, nor if not all that was sent of its body is kept, nor,
 * unless an instance asks for it, if sending it twice does more than sending it once. Another
 * region tries its own instances by the same policy. Confined to its event loop; {@link #end} must
 * be called.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
final class Pursuit {
  /** Told when time is up. */
  interface Limits {
    /** One try takes too long. */
    void tryTooLong();

    /** All of it does. */
    void outOfTime();
  }

  private final HttpService service;
  private final ForwardedRequest request;
  private final EventLoop loop;
  private final Alarm alarm;
  private final Opener opener;
  private final Limits limits;
  private final Outcome outcome;
  private final KeptBody kept;
  private Dispatch dispatch;
  private @Nullable Patience patience;
  private boolean renewed;
  private int replays;
  private int earlierRetries;

  /** Asks nobody before {@link #start}. */
  <E extends Limits & Outcome> Pursuit(
      HttpService service, ForwardedRequest request, HttpFront front, E exchange) {
    this.service = service;
    this.request = request;
    Channel client = front.channel();
    this.loop = client.eventLoop();
    this.alarm = front.alarm();
    this.opener = front.opener();
    this.limits = exchange;
    this.outcome = exchange;
    this.kept = new KeptBody(service.replays().room(), client.alloc());
    this.dispatch = dispatch();
  }

  private Dispatch dispatch() {
    return new Dispatch(service.dispatcher(), loop, request.wish(), opener, outcome);
  }

  void start() {
    dispatch.start();
  }

  /** The service, once known; empty before. */
  String service() {
    return dispatch.service();
  }

  /** Whether it waits for the catalog or for a free instance. */
  boolean waits() {
    return dispatch.waits();
  }

  /** Further attempts made so far. */
  int retries() {
    return earlierRetries + dispatch.retries();
  }

  // While an upstream has the request.

  /**
   * Gives {@code found} the request, as far as it came.
   *
   * @param complete whether it came wholly
   */
  void send(Upstream found, boolean complete) {
    Policy policy = found.view().policy();
    kept.limit(policy.effort().replayBodyBytes(), request.length());
    found.channel().write(request.headFor(found, service.node()));
    kept.writeTo(found.channel(), complete); // nothing, the first time
    if (patience == null) {
      patience = new Patience(alarm, policy, limits::tryTooLong, limits::outOfTime);
    }
    patience.tries(!found.remote()); // another region limits its tries itself
  }

  /** A piece of the request's body goes on; false if the request can be sent only once now. */
  boolean keep(HttpContent piece) {
    kept.add(piece);
    return kept.whole();
  }

  /**
   * Something moved.
   *
   * @param complete whether the request came wholly
   * @param answered whether an answer began: it is not sent again then
   */
  void progress(boolean complete, boolean answered) {
    if (answered) {
      kept.letGo();
    }
    if (patience != null) {
      patience.progress(answered);
      if (complete) {
        patience.sent();
      }
    }
  }

  /** No upstream has it now. */
  void between() {
    if (patience != null) {
      patience.between();
    }
  }

  /** Asks nobody any more, keeps nothing, measures no time; may be called again. */
  void end() {
    dispatch.cancel();
    kept.letGo();
    if (patience != null) {
      patience.end();
    }
  }

  // After it failed, before an answer began.

  /** Asks on after a connection died; false if that may not be. */
  boolean goesOnAfter(Upstream lost, @Nullable Throwable cause) {
    if (cause instanceof NotProcessedException && kept.whole()) {
      boolean on = dispatch.retries() < Dispatch.MAX_BACKHAUL_RETRIES;
      if (on) {
        dispatch.again(lost, cause);
      }
      return on;
    }
    if (isStale(lost) && !renewed && request.idempotent() && kept.whole()) {
      renewed = true;
      dispatch.again(lost, cause);
      return true;
    }
    boolean on = mayAskAnother(lost, RetryOn.RESET);
    if (on) {
      askAnother();
    }
    return on;
  }

  /** Whether the connection's end says nothing of the instance. */
  static boolean isStale(Upstream lost) {
    HttpLink link = lost.link();
    return lost.remote() || link == null || link.reused();
  }

  /** Whether another instance may have it; takes from the service's budget if so. */
  boolean mayAskAnother(Upstream failed, RetryOn why) {
    if (failed.remote() || !failed.view().policy().effort().retryOn().contains(why)) {
      return false;
    }
    NotRetried reason = obstacle(failed);
    if (reason != null) {
      service.traffic().effort().notRetried(reason);
    }
    return reason == null;
  }

  private @Nullable NotRetried obstacle(Upstream failed) {
    if (!request.idempotent()) {
      return NotRetried.METHOD;
    }
    return kept.whole() ? dispatch.obstacle(failed) : NotRetried.BODY;
  }

  /** Asks another instance, if {@link #mayAskAnother}. */
  void askAnother() {
    dispatch.elsewhere();
  }

  /** Whether an answer orders a replay, and it is here that it is obeyed: where the client is. */
  boolean ordersReplay(HttpResponse answer, Upstream from) {
    if (!ReplayOrder.in(answer.headers(), service.replays().fly())) {
      return false;
    }
    if (request.wish().facts().carried()) {
      answer.headers().set(Backhaul.INSTANCE, from.target());
      return false;
    }
    return true;
  }

  /** Sends the request again as {@code answer} orders; tells why if it cannot be. */
  @Nullable Fault replay(HttpResponse answer, Upstream from) {
    ReplayOrder order = ReplayOrder.of(answer.headers(), service.replays().fly());
    if (order == null) {
      return Fault.FC05;
    }
    if (!kept.whole()) {
      service.traffic().effort().notRetried(NotRetried.BODY);
      return Fault.FC05;
    }
    if (++replays > Replays.MAX) {
      return Fault.FR05;
    }
    String source =
        from.remote() ? answer.headers().get(Backhaul.INSTANCE, from.target()) : from.target();
    request.replay(order, from, source, service.replays().fly());
    service.traffic().effort().replayed();
    earlierRetries += dispatch.retries();
    dispatch = dispatch();
    dispatch.start();
    return null;
  }

  /** Whether {@code found} may get the request: an instance may have named its service. */
  boolean fits(Upstream found) {
    return replays == 0 || found.view().protocol().equals("http");
  }
}
