package dev.fairlead.proxy.observe;

import dev.fairlead.proxy.wire.Oddity;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what goes through, for {@code show info} and {@code /metrics}.
 *
 * <p>Labels are bounded: listeners and codes come from the program, a service only once the catalog
 * loaded it and only the first {@value #MAX_SERVICES}; later ones share the label {@code other}.
 * Thread-safe; every method may be called on event loops.
 */
public final class Traffic {
  /** Services with a label of their own. */
  public static final int MAX_SERVICES = 1_000;

  private final MeterRegistry meters;
  private final AtomicInteger open = new AtomicInteger();
  private final LongAdder accepted = new LongAdder();
  private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);
  private final LongAdder requests = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final LongAdder bytesIn = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();
  private final LongAdder connects = new LongAdder();
  private final LongAdder reuses = new LongAdder();
  private final EffortMeters effort;
  private final BackhaulMeters backhaul;
  private final ConcurrentHashMap<String, Counter> byCode = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Counter> ejections = new ConcurrentHashMap<>();

  private final RouteMeters routes;
  private final OddityMeters oddities;
  private final UpstreamMeters upstreams;
  private final BadMessages badMessages = new BadMessages();

  /** Volatile: written by the loop monitor once a second, read by whoever asks. */
  private volatile double perSecond;

  /** Registers its meters. */
  public Traffic(MeterRegistry meters) {
    this.meters = meters;
    this.routes = new RouteMeters(meters);
    this.effort = new EffortMeters(meters);
    this.backhaul = new BackhaulMeters(meters);
    this.oddities = new OddityMeters(meters);
    this.upstreams = new UpstreamMeters(meters);
    Gauge.builder("fairlead_edge_connections", open, AtomicInteger::get)
        .description("client connections open now")
        .register(meters);
    counter("fairlead_edge_connections_accepted", accepted, "client connections accepted");
    for (Refusal refusal : Refusal.values()) {
      LongAdder count = new LongAdder();
      refused.put(refusal, count);
      FunctionCounter.builder("fairlead_edge_connections_refused", count, LongAdder::sum)
          .description("ended before anything of them was carried")
          .tag("reason", refusal.label())
          .register(meters);
    }
    counter("fairlead_edge_requests", requests, "requests and TCP connections carried or answered");
    counter("fairlead_edge_received_bytes", bytesIn, "body and stream bytes from clients");
    counter("fairlead_edge_sent_bytes", bytesOut, "body and stream bytes to clients");
    counter("fairlead_upstream_connects", connects, "connections made to instances");
    counter("fairlead_upstream_reuses", reuses, "requests sent on a pooled connection");
  }

  private void counter(String name, LongAdder adder, String description) {
    FunctionCounter.builder(name, adder, LongAdder::sum).description(description).register(meters);
  }

  /** What the options of routes do. */
  public RouteMeters routes() {
    return routes;
  }

  /** What ended, by service and by instance. */
  public UpstreamMeters upstreams() {
    return upstreams;
  }

  /** The last messages that could not be read. */
  public BadMessages badMessages() {
    return badMessages;
  }

  /** A message could not be read. */
  public void malformed(BadMessage message) {
    badMessages.add(message);
  }

  /** A request has something that is allowed and that hardly anybody does. */
  public void odd(Oddity kind) {
    oddities.count(kind);
  }

  /** A client connected. */
  public void opened() {
    accepted.increment();
    open.incrementAndGet();
  }

  /** A client connection ended. */
  public void closed() {
    open.decrementAndGet();
  }

  /** A connection was ended before anything of it was carried. */
  public void refused(Refusal refusal) {
    Objects.requireNonNull(refused.get(refusal)).increment(); // each has one
  }

  /** A connection to an instance was made. */
  public void connected() {
    connects.increment();
  }

  /** A pooled connection was used again. */
  public void reused() {
    reuses.increment();
  }

  /** What is done for requests that were not answered at once. */
  public EffortMeters effort() {
    return effort;
  }

  /** How connections to other nodes do. */
  public BackhaulMeters backhaul() {
    return backhaul;
  }

  /** An instance of a loaded service is not chosen for a while, because it failed. */
  public void ejected(String service) {
    String label =
        ejections.containsKey(service) || ejections.size() < MAX_SERVICES ? service : "other";
    ejections.computeIfAbsent(label, this::ejectionCounter).increment();
  }

  /** Body or stream bytes moved. */
  public void moved(long in, long out) {
    bytesIn.add(in);
    bytesOut.add(out);
  }

  /**
   * A request or TCP connection ended.
   *
   * @param code the proxy's error code, or empty
   */
  public void finished(String code) {
    requests.increment();
    if (!code.isEmpty()) {
      errors.increment();
      byCode.computeIfAbsent(code, this::errorCounter).increment();
    }
  }

  private Counter ejectionCounter(String service) {
    return Counter.builder("fairlead_upstream_ejections")
        .description("instances not chosen for a while, because they failed")
        .tag("service", service)
        .register(meters);
  }

  private Counter errorCounter(String code) {
    return Counter.builder("fairlead_edge_errors")
        .description("answers and closes of the proxy's own making")
        .tag("code", code)
        .register(meters);
  }

  /** Requests so far, for the rate. */
  long requestsSoFar() {
    return requests.sum();
  }

  void perSecond(double rate) {
    perSecond = rate;
  }

  /** Everything now. */
  public TrafficStatus status() {
    return new TrafficStatus(
        open.get(),
        accepted.sum(),
        refused.values().stream().mapToLong(LongAdder::sum).sum(),
        requests.sum(),
        perSecond,
        errors.sum(),
        bytesIn.sum(),
        bytesOut.sum());
  }
}
