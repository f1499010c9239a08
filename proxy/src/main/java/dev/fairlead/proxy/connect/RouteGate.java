package dev.fairlead.proxy.connect;

import dev.fairlead.catalog.model.Route;
import dev.fairlead.catalog.options.IpAddress;
import dev.fairlead.catalog.options.Redirect;
import dev.fairlead.proxy.observe.RouteMeters;
import dev.fairlead.proxy.observe.RouteMeters.Effect;
import dev.fairlead.proxy.route.Fault;
import dev.fairlead.proxy.route.RateTable;
import dev.fairlead.proxy.route.RouteRules;
import dev.fairlead.proxy.route.Ruling;
import dev.fairlead.proxy.route.Trace;
import dev.fairlead.proxy.route.Visit;
import java.security.SecureRandom;

/**
 * Applies the options of routes: has the clock, the counts of clients and the meters that {@link
 * RouteRules} does without.
 *
 * <p>Thread-safe, never waits.
 */
public final class RouteGate {
  /** Stands for an address that cannot be read: in no network that anybody would allow. */
  private static final IpAddress UNKNOWN = new IpAddress(0, 0);

  private static final long NANOS_PER_MICRO = 1_000;

  private final RateTable rates = new RateTable(new SecureRandom().nextLong());
  private final long began = System.nanoTime();
  private final RouteMeters meters;

  RouteGate(RouteMeters meters) {
    this.meters = meters;
    meters.evictions(rates::evictions);
  }

  /** What becomes of an HTTP request by {@code route}; it is counted. */
  public Ruling http(Route route, Redirect.Asked asked, String rawPath, String clientIp) {
    return counted(route, new Visit(address(route, clientIp), asked, rawPath));
  }

  /** What becomes of a connection by {@code route}; it is counted. */
  public Ruling connection(Route route, String clientIp) {
    return counted(route, Visit.connection(address(route, clientIp)));
  }

  /** What would become of {@code visit}; nothing is counted. */
  public Ruling explain(Route route, Visit visit, Trace trace) {
    return RouteRules.judge(
        route, visit, (id, client, limit) -> rates.peek(id, client, limit, micros()), trace);
  }

  private Ruling counted(Route route, Visit visit) {
    Ruling ruling =
        RouteRules.judge(
            route,
            visit,
            (id, client, limit) -> rates.take(id, client, limit, micros()),
            Trace.off());
    meters.count(route.id(), effect(ruling));
    return ruling;
  }

  private static IpAddress address(Route route, String clientIp) {
    IpAddress address = route.options().byClient() ? IpAddress.of(clientIp) : null;
    return address == null ? UNKNOWN : address;
  }

  private static Effect effect(Ruling ruling) {
    return switch (ruling) {
      case Ruling.Onward _ -> Effect.ONWARD;
      case Ruling.Redirected _ -> Effect.REDIRECTED;
      case Ruling.Refused refused ->
          refused.fault() == Fault.FR07
              ? Effect.DENIED
              : refused.fault() == Fault.FR08 ? Effect.LIMITED : Effect.REFUSED;
    };
  }

  private long micros() {
    return (System.nanoTime() - began) / NANOS_PER_MICRO;
  }
}
