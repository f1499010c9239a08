package dev.fairlead.proxy.connect;

import dev.fairlead.catalog.Lookup;
import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.RegionPresence;
import dev.fairlead.catalog.model.RetryOn;
import dev.fairlead.catalog.model.Route;
import dev.fairlead.gossip.swim.Member;
import dev.fairlead.gossip.swim.Members;
import dev.fairlead.proxy.balance.Asker;
import dev.fairlead.proxy.balance.Balancer;
import dev.fairlead.proxy.observe.LoopTime;
import dev.fairlead.proxy.observe.NotRetried;
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
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One request's or connection's way to an upstream: lookup, wait, decision, choice, connect, retry.
 *
 * <pre>
 *   ask ──Loading──► parked ──done──► ask          load_wait over ──► FR04
 *    │ Ready: the options of its route, once ──► ask for another service, or the end
 *    ▼
 *   decide ──Full──► in line ──woken──► ask        line full, queue_wait over ──► FR03
 *    │ Local, Remote
 *    ▼
 *   connect ──failed──► the same without that one, ──retries used up──► FC01, FC02, FC06, FB01
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
  /** Choices that may fill up between being chosen and being taken, before it waits. */
  private static final int MAX_CHOICES = 16;

  /** Further attempts over the backhaul before giving up, whatever is left to try. */
  public static final int MAX_BACKHAUL_RETRIES = 5;

  private final Dispatcher shared;
  private final EventLoop loop;
  private final Wish wish;
  private final Opener opener;
  private final Outcome outcome;
  private final Attempts attempts;
  private final WaitingPlace place;
  private final Asker asker;
  private Facts facts;
  private boolean over;
  private boolean fresh;
  private boolean routed;
  private Query query;
  private @Nullable ServiceView view;
  private @Nullable Lane lane;

  /** Prepares; nothing happens before {@link #start}. */
  public Dispatch(Dispatcher shared, EventLoop loop, Wish wish, Opener opener, Outcome outcome) {
    this.shared = shared;
    this.loop = loop;
    this.wish = wish;
    this.facts = wish.facts();
    this.query = wish.query();
    this.attempts = new Attempts(wish.facts().avoid());
    this.opener = opener;
    this.outcome = outcome;
    String wanted = wish.facts().forceInstance();
    this.place = new WaitingPlace(shared, loop, wanted, this::ask, this::refuse);
    this.asker = new Asker(attempts, ThreadLocalRandom.current(), shared.turns(), wish.client());
  }

  /** Begins. */
  public void start() {
    ask();
  }

  /**
   * Begins again after {@code lost}, a pooled connection or a backhaul stream, died before anything
   * came of it: a new connection is made this time, through another node.
   *
   * @param cause what is known of it; null for nothing
   */
  public void again(Upstream lost, @Nullable Throwable cause) {
    if (lost.remote()) {
      attempts.nodeFailed(lost.target(), lost.region(), cause);
    }
    fresh = true;
    over = false;
    tryOnce();
  }

  /**
   * Why no other instance may be tried than {@code failed}, which had the request; takes from the
   * budget of its service if there is no reason.
   */
  public @Nullable NotRetried obstacle(Upstream failed) {
    attempts.instanceFailed(failed.target(), Fault.FC01);
    Lane line = lane;
    return line == null ? NotRetried.NOBODY : obstacle(failed.view(), line);
  }

  private @Nullable NotRetried obstacle(ServiceView now, Lane line) {
    boolean bound = !facts.forceInstance().isEmpty();
    return bound ? NotRetried.NOBODY : attempts.obstacle(now, line.budget());
  }

  /** Begins again at another instance, where there was no {@link #obstacle}. */
  public void elsewhere() {
    fresh = true; // an idle connection there may be as dead
    over = false;
    tryOnce();
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
    return attempts.retries();
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
    Lane line = enterService(now);
    if (!outcome.admitted(now)) {
      cancel();
      return;
    }
    switch (Router.decide(facts, now, Trace.off())) {
      case Decision.Local _ -> connectLocally(now, line);
      case Decision.Forced forced ->
          connectToTheOne(now, line, now.instances().get(forced.place()));
      case Decision.Remote remote -> connectRemotely(now, remote.presence());
      case Decision.Full _ -> awaitPlace(now, line);
      case Decision.Refused refused -> refuse(refused.fault());
    }
  }

  /** The lane of the service, which counts one more request the first time. */
  private Lane enterService(ServiceView now) {
    Lane line = lane;
    if (line == null || view == null || !view.service().equals(now.service())) {
      line = shared.lanes().of(now.service());
      line.budget().asked(LoopTime.now());
      lane = line;
    }
    view = now;
    return line;
  }

  private void connectLocally(ServiceView now, Lane line) {
    if (line.crowded() && !place.inLine()) {
      awaitPlace(now, line);
      return;
    }
    Instance kept = shared.stickiness().kept(now, asker);
    if (kept != null && begun(now, line, kept)) {
      return;
    }
    for (int i = 0; i < MAX_CHOICES; i++) {
      Instance chosen = Balancer.choose(now, asker, LoopTime.now());
      if (chosen == null) {
        noneLeft(now, line);
        return;
      }
      if (begun(now, line, chosen)) {
        return;
      }
    }
    awaitPlace(now, line);
  }

  /** Those that are free were tried, or none is free any more. */
  private void noneLeft(ServiceView now, Lane line) {
    if (attempts.anyInstance() && anyFree(now)) {
      refuse(attempts.last());
    } else {
      awaitPlace(now, line);
    }
  }

  private boolean anyFree(ServiceView now) {
    return Router.anyFree(now.instances(), facts.avoid());
  }

  private void connectToTheOne(ServiceView now, Lane line, Instance wanted) {
    if (attempts.test(wanted)) {
      refuse(attempts.last());
    } else if (!begun(now, line, wanted)) {
      awaitPlace(now, line);
    }
  }

  /** Takes a place at the instance and begins to connect; false if it filled up meanwhile. */
  private boolean begun(ServiceView now, Lane line, Instance chosen) {
    if (!chosen.load().tryAcquire(chosen.hard())) {
      return false;
    }
    place.leave();
    connect(now, line, chosen);
    return true;
  }

  private void connect(ServiceView now, Lane line, Instance chosen) {
    long began = LoopTime.now();
    opener
        .toInstance(loop, now, chosen, fresh)
        .addListener((Future<Channel> opened) -> {
          if (opened.isSuccess()) {
            Upstream upstream = Upstream.local(opened.getNow(), now, chosen, shared, line);
            upstream.asked(began);
            upstream.cookie(shared.stickiness().cookie(now, chosen, wish.client()));
            succeed(upstream);
            return;
          }
          chosen.load().release();
          line.freed(chosen);
          long failed = System.nanoTime();
          shared.feedback().failed(now, chosen, failed - began, failed);
          Fault fault = fault(opened.cause());
          attempts.instanceFailed(chosen.id(), fault);
          retryElsewhereOr(fault, now, line);
        });
  }

  private static Fault fault(Throwable cause) {
    return switch (cause) {
      case ConnectTimeoutException _ -> Fault.FC02;
      case SSLException _ -> Fault.FC06;
      default -> Fault.FC01;
    };
  }

  private void connectRemotely(ServiceView now, RegionPresence presence) {
    place.leave();
    Members members = shared.membership().members();
    Member node = attempts.node(presence, members, shared.paths(), ThreadLocalRandom.current());
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
            attempts.nodeFailed(node.name(), presence.region(), opened.cause());
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

  /** The next node: nothing of the request went out, and {@code limit} bounds it. */
  private void retryOr(Fault fault, int limit) {
    if (over) {
      return;
    }
    if (attempts.retries() >= limit) {
      refuse(fault);
      return;
    }
    tryOnce();
  }

  /** The next instance, if the policy and the budget have it. */
  private void retryElsewhereOr(Fault fault, ServiceView now, Lane line) {
    if (over) {
      return;
    }
    if (!now.policy().effort().retryOn().contains(RetryOn.CONNECT)) {
      refuse(fault);
      return;
    }
    NotRetried reason = obstacle(now, line);
    if (reason != null) {
      shared.traffic().effort().notRetried(reason);
      refuse(fault);
      return;
    }
    tryOnce();
  }

  private void tryOnce() {
    attempts.retry();
    shared.traffic().effort().retried();
    ask();
  }

  private void awaitLoad(CompletableFuture<Void> done) {
    if (!place.awaitLoad(shared.loadWait())) {
      refuse(Fault.FR04);
      return;
    }
    done.whenComplete(
        (_, failure) -> loop.execute(failure == null ? this::ask : () -> refuse(Fault.FR04)));
  }

  private void awaitPlace(ServiceView now, Lane line) {
    boolean inLine = place.inLine();
    if (!place.awaitInstance(line, now.policy())) {
      refuse(Fault.FR03);
    } else if (!inLine && (!place.wanted().isEmpty() || anyFree(now))) {
      line.wake(place.wanted()); // a place was freed while it lined up
    } else if (inLine && !anyFree(now) && Router.anyFree(now.instances())) {
      line.passOn(place); // what is free is what this one avoids
    }
  }

  private void refuse(Fault fault) {
    place.leave();
    if (!over) {
      over = true;
      outcome.refused(fault);
    }
  }
}
