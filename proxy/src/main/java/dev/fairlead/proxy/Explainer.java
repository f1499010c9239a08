package dev.fairlead.proxy;

import dev.fairlead.catalog.Lookup;
import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Choosing;
import dev.fairlead.catalog.model.Ejection;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.Policy.Balance;
import dev.fairlead.catalog.model.Pressure;
import dev.fairlead.catalog.model.RegionPresence;
import dev.fairlead.catalog.model.Route;
import dev.fairlead.catalog.options.IpAddress;
import dev.fairlead.catalog.options.Redirect;
import dev.fairlead.catalog.path.BadPathException;
import dev.fairlead.catalog.path.PathForm;
import dev.fairlead.catalog.region.RegionDistances;
import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Member;
import dev.fairlead.proxy.balance.Asker;
import dev.fairlead.proxy.balance.Balancer;
import dev.fairlead.proxy.balance.Grounds;
import dev.fairlead.proxy.balance.Survey;
import dev.fairlead.proxy.balance.Traits;
import dev.fairlead.proxy.connect.Dispatcher;
import dev.fairlead.proxy.observe.PathStatus;
import dev.fairlead.proxy.route.Decision;
import dev.fairlead.proxy.route.ExplainRequest;
import dev.fairlead.proxy.route.Explanation;
import dev.fairlead.proxy.route.Facts;
import dev.fairlead.proxy.route.Fault;
import dev.fairlead.proxy.route.Query;
import dev.fairlead.proxy.route.Router;
import dev.fairlead.proxy.route.Ruling;
import dev.fairlead.proxy.route.Trace;
import dev.fairlead.proxy.route.Visit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

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
    try {
      return lookedUp(request, query(request, trace), System.nanoTime() + limit.toNanos(), trace);
    } catch (BadPathException e) {
      String words = e.words() + " at byte " + e.offset() + " of the path";
      return new Explanation(trace.steps(), "FQ13 " + words, false);
    }
  }

  private Explanation lookedUp(ExplainRequest request, Query first, long end, Trace trace) {
    Query query = first;
    boolean ruled = false;
    while (true) {
      switch (dispatcher.ask(query)) {
        case Lookup.Unknown _ -> {
          if (query.equals(first)) {
            trace.note("lookup", "no route matches");
            return refused(trace, query.missing());
          }
          trace.note("split", "there is no such service, the route's own takes it");
          query = first;
        }
        case Lookup.Found found -> {
          Ruling ruling = ruled ? null : ruling(request, found, trace);
          ruled = true;
          String service = found.view().service();
          if (ruling instanceof Ruling.Onward onward && !onward.service().equals(service)) {
            query = new Query.ById(onward.service());
          } else if (ruling == null || ruling instanceof Ruling.Onward) {
            return decided(request, found.view(), trace).about(service);
          } else {
            return ended(ruling, trace).about(service);
          }
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

  /** What the options of the route do; null if it has none. */
  private @Nullable Ruling ruling(ExplainRequest request, Lookup.Found found, Trace trace) {
    Route route = found.route();
    String id = route == null ? "" : route.id();
    String service = found.view().service();
    trace.note(
        "route " + id, service.isEmpty() ? "names no service" : "leads to service " + service);
    if (route == null) {
      return null;
    }
    route.options().faults().forEach(fault -> trace.note("option not applied", fault));
    if (route.options().plain()) {
      return null;
    }
    if (route.options().byClient()) {
      boolean named = !request.client().isEmpty();
      trace.note("client", client(request) + (named ? "" : ", as --client names no other"));
    }
    return dispatcher.gate().explain(route, visit(request), trace);
  }

  private static String client(ExplainRequest request) {
    return request.client().isEmpty() ? ExplainRequest.SOME_CLIENT : request.client();
  }

  private static Visit visit(ExplainRequest request) {
    IpAddress given = IpAddress.of(client(request));
    IpAddress client = given == null ? new IpAddress(0, 0) : given;
    return switch (request) {
      case ExplainRequest.Tcp _ -> Visit.connection(client);
      case ExplainRequest.Http http -> {
        String authority = http.port() == 0 ? http.host() : http.host() + ":" + http.port();
        yield new Visit(
            client,
            new Redirect.Asked(http.scheme(), http.host(), authority, normal(http), ""),
            http.path());
      }
    };
  }

  private static String normal(ExplainRequest.Http http) {
    try {
      return PathForm.normal(http.path());
    } catch (BadPathException e) {
      throw new IllegalStateException("it was looked up in normal form", e);
    }
  }

  private static Explanation ended(Ruling ruling, Trace trace) {
    return switch (ruling) {
      case Ruling.Refused refused -> refused(trace, refused.fault());
      case Ruling.Redirected redirected ->
          new Explanation(
              trace.steps(),
              "redirect " + redirected.status() + " to " + redirected.location(),
              false);
      case Ruling.Onward _ -> throw new IllegalArgumentException("it goes on");
    };
  }

  private static Query query(ExplainRequest request, Trace trace) throws BadPathException {
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
        String path = PathForm.normal(http.path());
        if (!path.equals(http.path())) {
          trace.note("path", "in normal form " + path);
        }
        yield new Query.ByHost(http.host(), path, http.port());
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
    if (view.policy().maxBodyBytes() != Policy.ANY_BODY) {
      trace.note("max_body", view.policy().maxBodyBytes() + " bytes");
    }
    if (!from.equals(here)) {
      trace.region(from, "seen from " + here + ", which knows only what regions tell the world");
      seen = from(from, view, trace);
    }
    EffortNotes.note(view, dispatcher.lane(view), trace);
    Decision decision = Router.decide(Facts.arrivedIn(from), seen, trace);
    return switch (decision) {
      case Decision.Local _ -> local(view, trace);
      case Decision.Forced forced ->
          to(view.instances().get(forced.place()), trace); // not asked for here
      case Decision.Remote remote -> {
        if (from.equals(here)) {
          noteDistances(view, trace);
        }
        notePaths(remote.presence().region(), trace);
        yield new Explanation(trace.steps(), remote(remote.presence()), true);
      }
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
    Choosing choosing = view.policy().choosing();
    trace.note("balance", choosing.balance() + " of " + free);
    if (choosing.balance() == Balance.HASH) {
      trace.note("hash", "on " + choosing.hashOn().text() + ", which is empty here");
    }
    if (!choosing.sticky().isEmpty()) {
      trace.note("sticky", "one with the cookie " + choosing.sticky() + " goes where it names");
    }
    long now = System.nanoTime();
    for (int i = 0; i < here.routable(); i++) {
      trace.note("instance " + here.id(i), Grounds.of(view, here.get(i), now));
    }
    Ejection rules = choosing.ejection();
    if (!rules.never() && Survey.panics(here, rules, now)) {
      trace.note("ejection", "ignored, more than " + rules.share() + " % are ejected");
    }
    GreetingNotes.add(view.policy().greeting(), trace);
    Asker anybody = new Asker(_ -> false, ThreadLocalRandom.current(), () -> 0, Traits.of(""));
    Instance chosen = Balancer.choose(view, anybody, now);
    return chosen == null ? refused(trace, Fault.FR03) : to(chosen, trace);
  }

  private static Explanation to(Instance chosen, Trace trace) {
    return new Explanation(
        trace.steps(), "instance " + chosen.id() + " at " + text(chosen.endpoint()), true);
  }

  private static String remote(RegionPresence presence) {
    return "region " + presence.region() + " through node " + String.join(" or ", presence.nodes());
  }

  /** How far those that have it are measured to be, in the order they are asked. */
  private void noteDistances(ServiceView view, Trace trace) {
    Map<String, Duration> measured =
        RegionDistances.of(Map.of(), dispatcher.membership().members()).byRegion();
    for (RegionPresence presence : view.elsewhere()) {
      Duration trip = measured.get(presence.region());
      if (trip != null) {
        trace.region(presence.region(), "measured " + thereAndBack(trip));
      }
    }
  }

  /** What is known of the ways to the nodes of another region. */
  private void notePaths(String region, Trace trace) {
    for (Member member : dispatcher.membership().members().byName().values()) {
      Address address = member.backhaul();
      PathStatus path = address == null ? null : dispatcher.paths().status(address);
      if (path != null && member.region().equals(region)) {
        Duration trip = path.roundTrip();
        String far = trip == null ? "" : ", " + thereAndBack(trip);
        trace.note(
            "node " + member.name(),
            path.dead() ? "silent, nothing is sent there" : path.links() + " connections" + far);
      }
    }
  }

  private static String thereAndBack(Duration trip) {
    return String.format(Locale.ROOT, "%.1f ms there and back", trip.toNanos() / 1e6);
  }

  private static Explanation refused(Trace trace, Fault fault) {
    return new Explanation(trace.steps(), fault.name() + " " + fault.words(), false);
  }
}
