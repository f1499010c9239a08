package dev.fairlead.proxy.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Counts what the options of routes do.
 *
 * <p>Labels are bounded by the rows: only routes with options are counted, and only the first
 * {@value #MAX_ROUTES} of each effect by their own name; later ones share {@code other}.
 * Thread-safe.
 */
public final class RouteMeters {
  /** Routes with a label of their own, for each effect. */
  public static final int MAX_ROUTES = 1_000;

  private static final String OTHER = "other";

  /** What became of a request. */
  public enum Effect {
    /** It went on to a service. */
    ONWARD,
    /** It was sent elsewhere. */
    REDIRECTED,
    /** Its client is not admitted. */
    DENIED,
    /** Its client asked too often. */
    LIMITED,
    /** The options do not fit its path or host. */
    REFUSED
  }

  private final MeterRegistry meters;
  private final Map<Effect, ConcurrentHashMap<String, Counter>> counters =
      new EnumMap<>(Effect.class);

  RouteMeters(MeterRegistry meters) {
    this.meters = meters;
    for (Effect effect : Effect.values()) {
      counters.put(effect, new ConcurrentHashMap<>());
    }
  }

  /** Shows how often a client's bucket made room for another before it was full. */
  public void evictions(LongSupplier evictions) {
    FunctionCounter.builder("fairlead_edge_rate_evictions", evictions, LongSupplier::getAsLong)
        .description("clients forgotten by rate limits because too many were counted")
        .register(meters);
  }

  /** The options of {@code route} had {@code effect} on a request or connection. */
  public void count(String route, Effect effect) {
    ConcurrentHashMap<String, Counter> byRoute = counters.get(effect);
    if (byRoute == null) {
      return; // not possible: there is one for each
    }
    Counter known = byRoute.get(route);
    if (known == null) {
      String label = byRoute.size() < MAX_ROUTES ? route : OTHER;
      known = byRoute.computeIfAbsent(label, name -> counter(name, effect));
    }
    known.increment();
  }

  private Counter counter(String route, Effect effect) {
    return Counter.builder("fairlead_edge_route_rulings")
        .description("requests and connections that the options of their route applied to")
        .tag("route", route)
        .tag("effect", effect.name().toLowerCase(Locale.ROOT))
        .register(meters);
  }
}
