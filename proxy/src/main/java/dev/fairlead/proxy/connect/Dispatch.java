package dev.fairlead.proxy.connect;

import dev.fairlead.catalog.Lookup;
import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.RegionPresence;
import dev.fairlead.catalog.model.Route;
import dev.fairlead.gossip.swim.Member;
import dev.fairlead.proxy.balance.Asker;
import dev.fairlead.proxy.balance.Balancer;
import dev.fairlead.proxy.balance.Traits;
import dev.fairlead.proxy.route.Decision;
import dev.fairlead.proxy.route.Facts;
import dev.fairlead.proxy.route.Fault;
import dev.fairlead.proxy.route.Query;
import dev.fairlead.proxy.route.Router;
import dev.fairlead.proxy.route.Trace;
import io.netty.channel.Channel;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request's or connection's way to an upstream: lookup, wait, decision, choice, connect, retry.
 *
 * <pre>
 *   ask ──Loading──► parked ──done──► ask          load_wait over ──► FR04
 *    │ Ready: the options of its route, once ──► ask for another service, or the end
 *    ▼
 *   decide ──Full──► parked ──a moment──► ask      queue_wait over ──► FR03
 *    │ Local, Remote
 *    ▼
 *   connect ──failed──► the same without that one, ──retries used up──► FC01, FC02, FB01
 *    │                  the next region without that region
 *    ▼
 *   connected
 * </pre>
 *
 * <p>Confined to its event loop; ends with exactly one call of its {@link Outcome}, or none after
 * {@link #cancel}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
public final class Dispatch {
  /** How often a full service is asked again within its queue wait. */
  private static final long QUEUE_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** Choices that may fill up between being chosen and being taken, before it waits. */
  private static final int MAX_CHOICES = 16;

  /** Further attempts over the backhaul before giving up, whatever is left to try. */
  private static final int MAX_BACKHAUL_RETRIES = 5;

  /** Who wants the upstream. */
  public interface Outcome {
    /** There it is; the receiver releases it. */
    void connected(Upstream upstream);

    /** There is none. */
    void refused(Fault fault);

    /**
     * The route is known and it has options; nothing is chosen yet. Called at most once.
     *
     * @return the service to go on to; null if it goes nowhere, because the receiver ended it
     */
    @Nullable String routed(Route route);

    /**
     * The service is known, or known anew; nothing is chosen yet.
     *
     * @return false if it is not for this request, which the receiver ended
     */
    default boolean admitted(ServiceView service) {
      return true;
    }
  }

  /**
   * What is wanted.
   *
   * @param query the service
   * @param facts what else routing must know
   * @param client what can be told of who wants it
   */
  public record Wish(Query query, Facts facts, Traits client) {}

  private final Dispatcher shared;
  private final EventLoop loop;
  private final Wish wish;
  private final Opener opener;
  private final Outcome outcome;
  private final Attempts attempts = new Attempts();
  private final WaitingPlace place;
  private final Asker asker;
  private Facts facts;
  private int retries;
  private boolean over;
  private boolean fresh;
  private boolean routed;
  private Query query;
  private @Nullable ServiceView view;

  /** Prepares; nothing happens before {@link #start}. */
  public Dispatch(Dispatcher shared, EventLoop loop, Wish wish, Opener opener, Outcome outcome) {
    this.shared = shared;
    this.loop = loop;
    this.wish = wish;
    this.facts = wish.facts();
    this.query = wish.query();
    this.opener = opener;
    this.outcome = outcome;
    this.place = new WaitingPlace(shared, loop, this::refuse);
    this.asker = new Asker(attempts, ThreadLocalRandom.current(), shared.turns(), wish.client());
  }

  /** Begins. */
  public void start() {
    ask();
  }

  /**
   * Begins again after {@code lost}, a pooled connection or a backhaul stream, died before anything
   * came of it: a new connection is made this time, through another node.
   */
  public void again(Upstream lost) {
    if (lost.remote()) {
      attempts.nodeFailed(lost.target(), lost.region());
    }
    fresh = true;
    over = false;
    retries++;
    shared.traffic().retried();
    ask();
  }

  /** Ends without an outcome: nobody wants it any more. */
  public void cancel() {
    over = true;
    place.leave();
  }

  /** Whether it waits for the catalog or for a free instance. */
  public boolean waits() {
    return place.taken();
  }

  /** Further attempts made so far. */
  public int retries() {
    return retries;
  }

  /** The service, once known; empty before. */
  public String service() {
    return view == null ? "" : view.service();
  }

  private void ask() {
    if (over) {
      return;
    }
    switch (shared.ask(query)) {
      case Lookup.Found found -> route(found);
      case Lookup.Loading loading -> awaitLoad(loading.done());
      case Lookup.Unknown _ -> unknown();
    }
  }

  /** Applies the options of the route, the first time it is found. */
  private void route(Lookup.Found found) {
    Route route = found.route();
    if (routed || route == null || route.options().plain()) {
      decide(found.view());
      return;
    }
    routed = true;
    view = found.view();
    String service = outcome.routed(route);
    if (service == null) {
      cancel();
    } else if (service.equals(route.service())) {
      decide(found.view());
    } else {
      query = new Query.ById(service);
      ask();
    }
  }

  private void unknown() {
    if (query.equals(wish.query())) {
      refuse(query.missing());
    } else {
      query = wish.query(); // the route chose a service that does not exist: its own takes it
      ask();
    }
  }

  private void decide(ServiceView now) {
    view = now;
    if (!outcome.admitted(now)) {
      cancel();
      return;
    }
    switch (Router.decide(facts, now, Trace.off())) {
      case Decision.Local _ -> connectLocally(now);
      case Decision.Forced forced -> connectToTheOne(now, now.instances().get(forced.place()));
      case Decision.Remote remote -> connectRemotely(now, remote.presence());
      case Decision.Full _ -> awaitPlace(now);
      case Decision.Refused refused -> refuse(refused.fault());
    }
  }

  private void connectLocally(ServiceView now) {
    Instance kept = kept(now);
    if (kept != null && begun(now, kept)) {
      return;
    }
    for (int i = 0; i < MAX_CHOICES; i++) {
      Instance chosen = Balancer.choose(now, asker, System.nanoTime());
      if (chosen == null) {
        noneLeft(now);
        return;
      }
      if (begun(now, chosen)) {
        return;
      }
    }
    awaitPlace(now);
  }

  /** The instance this client was at before, if the service keeps clients; null otherwise. */
  private @Nullable Instance kept(ServiceView now) {
    String cookie = now.policy().choosing().sticky();
    String value = cookie.isEmpty() ? null : wish.client().cookie(cookie);
    int place =
        value == null ? -1 : shared.stickiness().place(now.service(), now.instances(), value);
    return place < 0 ? null : Balancer.again(now, place, asker, System.nanoTime());
  }

  /** The cookie that keeps a client at {@code chosen}; null if it needs none, or has it. */
  private @Nullable String cookie(ServiceView now, Instance chosen) {
    String cookie = now.policy().choosing().sticky();
    int place = cookie.isEmpty() ? -1 : now.instances().routable(chosen.id());
    if (place < 0) {
      return null;
    }
    String value = shared.stickiness().value(now.service(), now.instances(), place);
    return value.equals(wish.client().cookie(cookie)) ? null : cookie + "=" + value;
  }

  /** Those that are free were tried, or none is free any more. */
  private void noneLeft(ServiceView now) {
    if (attempts.anyInstance() && Router.anyFree(now.instances())) {
      refuse(attempts.last());
    } else {
      awaitPlace(now);
    }
  }

  private void connectToTheOne(ServiceView now, Instance wanted) {
    if (attempts.test(wanted)) {
      refuse(attempts.last());
    } else if (!begun(now, wanted)) {
      awaitPlace(now);
    }
  }

  /** Takes a place at the instance and begins to connect; false if it filled up meanwhile. */
  private boolean begun(ServiceView now, Instance chosen) {
    if (!chosen.load().tryAcquire(chosen.hard())) {
      return false;
    }
    place.leave();
    connect(now, chosen);
    return true;
  }

  private void connect(ServiceView now, Instance chosen) {
    long began = System.nanoTime();
    opener
        .toInstance(loop, now, chosen, fresh)
        .addListener((Future<Channel> opened) -> {
          if (opened.isSuccess()) {
            Upstream upstream = Upstream.local(opened.getNow(), now, chosen, shared);
            upstream.asked(began);
            upstream.cookie(cookie(now, chosen));
            succeed(upstream);
            return;
          }
          chosen.load().release();
          long failed = System.nanoTime();
          shared.feedback().failed(now, chosen, failed - began, failed);
          Fault fault = opened.cause() instanceof ConnectTimeoutException ? Fault.FC02 : Fault.FC01;
          attempts.instanceFailed(chosen.id(), fault);
          retryOr(fault, now.policy().retries());
        });
  }

  private void connectRemotely(ServiceView now, RegionPresence presence) {
    place.leave();
    Member node =
        attempts.node(presence, shared.membership().members(), ThreadLocalRandom.current());
    if (node == null) {
      facts = facts.without(presence.region());
      ask(); // the next region, if there is one
      return;
    }
    opener
        .toNode(loop, now, node)
        .addListener((Future<Channel> opened) -> {
          if (opened.isSuccess()) {
            succeed(Upstream.remote(opened.getNow(), now, presence.region(), node.name(), shared));
          } else if (opened.cause() instanceof RefusedException refusal) {
            refuse(refusal.fault());
          } else {
            attempts.nodeFailed(node.name(), presence.region());
            retryOr(Fault.FB01, MAX_BACKHAUL_RETRIES);
          }
        });
  }

  private void succeed(Upstream upstream) {
    if (over) {
      upstream.release();
      upstream.channel().close();
      return;
    }
    over = true;
    outcome.connected(upstream);
  }

  private void retryOr(Fault fault, int limit) {
    if (over) {
      return;
    }
    if (retries >= limit) {
      refuse(fault);
      return;
    }
    retries++;
    shared.traffic().retried();
    ask();
  }

  private void awaitLoad(CompletableFuture<Void> done) {
    if (!place.enter(WaitingPlace.Reason.LOAD, shared.loadWait())) {
      refuse(Fault.FR04);
      return;
    }
    done.whenComplete(
        (_, failure) -> loop.execute(failure == null ? this::ask : () -> refuse(Fault.FR04)));
  }

  private void awaitPlace(ServiceView now) {
    if (!place.enter(WaitingPlace.Reason.FREE_INSTANCE, now.policy().queueWait())) {
      refuse(Fault.FR03);
      return;
    }
    loop.schedule(this::ask, QUEUE_POLL_NANOS, TimeUnit.NANOSECONDS);
  }

  private void refuse(Fault fault) {
    place.leave();
    if (!over) {
      over = true;
      outcome.refused(fault);
    }
  }
}
