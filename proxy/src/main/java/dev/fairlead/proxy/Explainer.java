package dev.fairlead.proxy;

import dev.fairlead.catalog.Lookup;
import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.Pressure;
import dev.fairlead.catalog.model.RegionPresence;
import dev.fairlead.proxy.balance.Balancer;
import dev.fairlead.proxy.connect.Dispatcher;
import dev.fairlead.proxy.route.Decision;
import dev.fairlead.proxy.route.ExplainRequest;
import dev.fairlead.proxy.route.Explanation;
import dev.fairlead.proxy.route.Facts;
import dev.fairlead.proxy.route.Fault;
import dev.fairlead.proxy.route.Query;
import dev.fairlead.proxy.route.Router;
import dev.fairlead.proxy.route.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * Runs the proxy's own decision and tells its reasons, without carrying anything.
 *
 * <p>Thread-safe; blocks while the catalog loads.
 */
final class Explainer {
  private final Dispatcher dispatcher;

  Explainer(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  Explanation explain(ExplainRequest request, Duration limit) {
    Trace trace = Trace.kept();
    Query query = query(request, trace);
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      switch (dispatcher.ask(query)) {
        case Lookup.Unknown _ -> {
          trace.note("lookup", "no route matches");
          return refused(trace, query.missing());
        }
        case Lookup.Found found -> {
          String route = found.route() == null ? "" : found.route().id();
          trace.note("route " + route, "leads to service " + found.view().service());
          return decided(request, found.view(), trace).about(found.view().service());
        }
        case Lookup.Loading loading -> {
          if (!await(loading, end - System.nanoTime())) {
            trace.note("lookup", "still loading");
            return refused(trace, Fault.FR04);
          }
        }
      }
    }
  }

  private static Query query(ExplainRequest request, Trace trace) {
    return switch (request) {
      case ExplainRequest.Http http -> {
        trace.note(
            "request",
            http.method()
                + " host "
                + http.host()
                + " path "
                + http.path()
                + (http.port() == 0 ? "" : " port " + http.port()));
        yield new Query.ByHost(http.host(), http.path(), http.port());
      }
      case ExplainRequest.Tcp tcp -> {
        trace.note("connection", "tcp port " + tcp.port());
        yield new Query.ByPort(tcp.port());
      }
    };
  }

  private static boolean await(Lookup.Loading loading, long nanos) {
    if (nanos <= 0) {
      return false;
    }
    try {
      loading.done().get(nanos, TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Explanation decided(ExplainRequest request, ServiceView view, Trace trace) {
    String here = dispatcher.region();
    String from = request.from().isEmpty() ? here : request.from();
    ServiceView seen = view;
    if (!from.equals(here)) {
      trace.region(from, "seen from " + here + ", which knows only what regions tell the world");
      seen = from(from, view, trace);
    }
    Decision decision = Router.decide(Facts.arrivedIn(from), seen, trace);
    return switch (decision) {
      case Decision.Local _ -> local(view, trace);
      case Decision.Forced forced ->
          to(view.instances().get(forced.place()), trace); // not asked for here
      case Decision.Remote remote ->
          new Explanation(trace.steps(), remote(remote.presence()), true);
      case Decision.Full _ -> refused(trace, Fault.FR03);
      case Decision.Refused refusal -> refused(trace, refusal.fault());
    };
  }

  private static String text(java.net.InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  /** What another region sees of the service, as far as it is known here. */
  private ServiceView from(String region, ServiceView view, Trace trace) {
    List<RegionPresence> elsewhere = new ArrayList<>();
    Instances here = view.instances();
    if (here.routable() > 0) {
      List<String> nodes =
          IntStream.range(0, here.routable()).mapToObj(here::node).distinct().toList();
      elsewhere.add(new RegionPresence(dispatcher.region(), here.routable(), Pressure.LOW, nodes));
    }
    for (RegionPresence presence : view.elsewhere()) {
      if (presence.region().equals(region) && presence.routable() > 0) {
        trace.region(region, presence.routable() + " routable instances of its own");
        elsewhere.addFirst(presence);
      } else {
        elsewhere.add(presence);
      }
    }
    return new ServiceView(
        view.service(), view.protocol(), view.policy(), Instances.NONE, elsewhere, view.revision());
  }

  private static Explanation local(ServiceView view, Trace trace) {
    Instances here = view.instances();
    int free = 0;
    for (int i = 0; i < here.routable(); i++) {
      free += here.get(i).full() ? 0 : 1;
    }
    trace.note("balance", view.policy().balance() + " of " + free);
    Instance chosen = Balancer.choose(view, _ -> false, ThreadLocalRandom.current(), () -> 0, "");
    return chosen == null ? refused(trace, Fault.FR03) : to(chosen, trace);
  }

  private static Explanation to(Instance chosen, Trace trace) {
    return new Explanation(
        trace.steps(), "instance " + chosen.id() + " at " + text(chosen.endpoint()), true);
  }

  private static String remote(RegionPresence presence) {
    return "region " + presence.region() + " through node " + String.join(" or ", presence.nodes());
  }

  private static Explanation refused(Trace trace, Fault fault) {
    return new Explanation(trace.steps(), fault.name() + " " + fault.words(), false);
  }
}
