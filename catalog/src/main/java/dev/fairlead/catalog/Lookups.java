package dev.fairlead.catalog;

import dev.fairlead.catalog.load.HostKey;
import dev.fairlead.catalog.load.HostRoutes;
import dev.fairlead.catalog.load.LazyTable;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.Route;
import dev.fairlead.catalog.model.ServiceRow;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers lookups from what is loaded, and begins the loads that are missing.
 *
 * <p>In order: the routes of the host and its wildcards, the routes of any host on the port, the
 * service of the route. The first of these that is not loaded makes the answer {@code Loading},
 * which lasts until all three are. Takes no lock, never blocks; any thread.
 */
final class Lookups {
  private static final CompletableFuture<Void> NOTHING_MORE =
      CompletableFuture.completedFuture(null);
  private static final int PORTS = 65_536;

  /** A host that cannot exist (RFC 6761). */
  private static final String NOBODY = "probe.invalid";

  /** What a route without a service leads to. */
  private static final ServiceView NOWHERE =
      new ServiceView("", "http", Policy.DEFAULT, Instances.NONE, List.of(), 0);

  /** A load, its joining and what follows it may have to be repeated when evicted in between. */
  private static final int MAX_STEPS = 8;

  private final LazyTable<HostRoutes, HostRoutes> hosts;
  private final LazyTable<ServiceRow, LoadedService> services;

  /** Keys of ports, made once each: strings are safe to publish by a race. */
  private final @Nullable String[] portKeys = new @Nullable String[PORTS];

  private final HitCounter hits = new HitCounter();
  private final LongAdder misses = new LongAdder();

  Lookups(Loaded loaded) {
    this.hosts = loaded.hosts();
    this.services = loaded.services();
  }

  long hits() {
    return hits.sum();
  }

  long misses() {
    return misses.sum();
  }

  Lookup find(String host, String path, int port) {
    return counted(find(host, path, port, MAX_STEPS));
  }

  Lookup find(int port) {
    return counted(find(port, MAX_STEPS));
  }

  /**
   * A lookup of a host that cannot exist, then of a route that is held: what it finds. Begins no
   * load, is no use of what it finds and is not counted.
   */
  Lookup probe() {
    HostRoutes routes = hosts.peek(NOBODY); // none, unless somebody made a route for it
    if (routes == null) {
      routes = hosts.sample();
    }
    if (routes == null || routes.routes().isEmpty()) {
      return Lookup.UNKNOWN;
    }
    Route first = routes.routes().getFirst();
    Route route = routes.match(first.path(), first.port());
    if (route == null) {
      return Lookup.UNKNOWN;
    }
    LoadedService service = services.peek(route.service());
    return service == null ? Lookup.UNKNOWN : service.answers().by(route);
  }

  Lookup service(String id) {
    LoadedService service = services.get(id);
    if (service != null) {
      return counted(service.answers().byId());
    }
    return counted(services.isAbsent(id) ? Lookup.UNKNOWN : new Lookup.Loading(services.load(id)));
  }

  private Lookup counted(Lookup answer) {
    if (answer instanceof Lookup.Found) {
      hits.increment();
    } else {
      misses.increment();
    }
    return answer;
  }

  private Lookup find(String host, String path, int port, int steps) {
    Route route = null;
    if (!host.isEmpty()) {
      String key = HostKey.canonical(host);
      if (key == null) {
        return Lookup.UNKNOWN;
      }
      HostRoutes routes = hosts.get(key);
      if (routes == null && !hosts.isAbsent(key)) {
        return loading(hosts.load(key), () -> find(host, path, port, steps - 1), steps);
      }
      route = routes == null ? null : routes.match(path, port);
    }
    if (route == null) {
      String key = portKey(port);
      HostRoutes routes = hosts.get(key);
      if (routes == null && !hosts.isAbsent(key)) {
        return loading(hosts.load(key), () -> find(host, path, port, steps - 1), steps);
      }
      route = routes == null ? null : routes.match(path, port);
    }
    if (route == null) {
      return Lookup.UNKNOWN;
    }
    Lookup held = held(route);
    return held != null
        ? held
        : loading(services.load(route.service()), () -> find(host, path, port, steps - 1), steps);
  }

  private Lookup find(int port, int steps) {
    String key = portKey(port);
    HostRoutes routes = hosts.get(key);
    if (routes == null && !hosts.isAbsent(key)) {
      return loading(hosts.load(key), () -> find(port, steps - 1), steps);
    }
    Route route = routes == null ? null : routes.matchPort(port);
    if (route == null) {
      return Lookup.UNKNOWN;
    }
    Lookup held = held(route);
    return held != null
        ? held
        : loading(services.load(route.service()), () -> find(port, steps - 1), steps);
  }

  /** The answer without a load; null if one is needed. */
  private @Nullable Lookup held(Route route) {
    if (route.service().isEmpty()) {
      return new Lookup.Found(route, NOWHERE); // the route answers by itself
    }
    LoadedService service = services.get(route.service());
    if (service != null) {
      return service.answers().by(route);
    }
    return services.isAbsent(route.service()) ? Lookup.UNKNOWN : null;
  }

  /** Waits for one load, then for whatever the same lookup still misses. */
  private static Lookup loading(CompletableFuture<Void> load, Supplier<Lookup> again, int steps) {
    if (steps <= 0) {
      return new Lookup.Loading(load);
    }
    return new Lookup.Loading(
        load.thenCompose(
            _ -> again.get() instanceof Lookup.Loading next ? next.done() : NOTHING_MORE));
  }

  private String portKey(int port) {
    String key = portKeys[port];
    if (key == null) {
      key = HostKey.ofPort(port);
      portKeys[port] = key;
    }
    return key;
  }
}
