package dev.fairlead.proxy.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A small steady load: in each region one client of each service, about 200 visits a second in all.
 *
 * <p>A client waits for its answer before it asks again, so the load is bounded by their number. It
 * keeps its connection while it works, as browsers and other services do.
 */
final class Traffic implements AutoCloseable {
  /** Between the visits of one client. */
  private static final Duration HTTP_EVERY = Duration.ofMillis(50);

  /** Between the connections of one client of the TCP service. */
  private static final Duration TCP_EVERY = Duration.ofMillis(150);

  private final Map<Region, Map<Service, Tally>> tallies = new EnumMap<>(Region.class);
  private final List<Thread> clients = new ArrayList<>();

  /** Set by end before it interrupts the clients, read by each of them before a visit. */
  private volatile boolean closed;

  /** Starts all clients. */
  Traffic(int httpPort) {
    for (Region region : Region.values()) {
      Map<Service, Tally> services = new EnumMap<>(Service.class);
      tallies.put(region, services);
      for (Service service : Service.values()) {
        Tally tally = new Tally();
        services.put(service, tally);
        clients.add(start(region, service, httpPort, tally));
      }
    }
  }

  /** What became of the visits that arrived in a region. */
  Tally tally(Region arrived, Service service) {
    return Objects.requireNonNull(of(arrived).get(service));
  }

  /** All visits so far. */
  long total() {
    return sum(region -> true).mapToLong(Tally::total).sum();
  }

  /** Visits that failed so far, of those that arrived in such regions. */
  long failed(Predicate<Region> arrived) {
    return sum(arrived).mapToLong(Tally::failed).sum();
  }

  /** Failed visits that arrived in a region, by their end. */
  List<Visit> failures(Region arrived) {
    return sum(arrived::equals)
        .flatMap(tally -> tally.failures().stream())
        .sorted((a, b) -> Long.signum(a.endNanos() - b.endNanos()))
        .toList();
  }

  /** Ends the load; what was counted stays. */
  void end() {
    closed = true;
    clients.forEach(Thread::interrupt);
    for (Thread client : clients) {
      try {
        client.join(Duration.ofSeconds(5));
      } catch (InterruptedException hurry) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    end();
  }

  private Map<Service, Tally> of(Region region) {
    return tallies.getOrDefault(region, Map.of());
  }

  private Stream<Tally> sum(Predicate<Region> arrived) {
    return tallies.entrySet().stream()
        .filter(entry -> arrived.test(entry.getKey()))
        .flatMap(entry -> entry.getValue().values().stream());
  }

  private Thread start(Region region, Service service, int httpPort, Tally tally) {
    return Thread.ofVirtual()
        .name("client-" + region.id() + "-" + service.id())
        .start(() -> visitAgainAndAgain(new Client(region, service, httpPort), service, tally));
  }

  private void visitAgainAndAgain(Client client, Service service, Tally tally) {
    long every = (service.tcp() ? TCP_EVERY : HTTP_EVERY).toNanos();
    long next = System.nanoTime();
    try (client) {
      while (!closed) {
        Visit visit = client.visit();
        if (!closed) {
          tally.record(visit);
        }
        // After a slow visit the rhythm starts again; what was missed is not made up for.
        next = Math.max(next + every, System.nanoTime());
        LockSupport.parkNanos(next - System.nanoTime());
      }
    }
  }
}
