package dev.fairlead.proxy.connect;

import dev.fairlead.catalog.Lookup;
import dev.fairlead.catalog.ServiceView;
import dev.fairlead.gossip.swim.Membership;
import dev.fairlead.proxy.observe.Traffic;
import dev.fairlead.proxy.route.Query;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * What all {@link Dispatch}es of a proxy share.
 *
 * <p>Thread-safe.
 */
public final class Dispatcher {
  /**
   * Requests and connections that may wait for the catalog or for a free place, in total. One more
   * is answered at once, as if its wait were over.
   */
  public static final int MAX_PARKED = 10_000;

  private final Function<Query, Lookup> catalog;
  private final Membership membership;
  private final String region;
  private final Duration loadWait;
  private final Traffic traffic;
  private final RouteGate gate;
  private final Feedback feedback;
  private final Stickiness stickiness;
  private final Paths paths = new Paths();
  private final Lanes lanes = new Lanes();
  private final AtomicInteger parked = new AtomicInteger();
  private final IntSupplier turns = new AtomicInteger()::getAndIncrement;

  /**
   * Creates one.
   *
   * @param catalog answers without waiting, on any thread
   * @param region this node's region
   * @param loadWait how long a request may wait for its first load
   * @param stickiness names instances in cookies
   */
  public Dispatcher(
      Function<Query, Lookup> catalog,
      Membership membership,
      String region,
      Duration loadWait,
      Traffic traffic,
      Stickiness stickiness) {
    this.catalog = catalog;
    this.membership = membership;
    this.region = region;
    this.loadWait = loadWait;
    this.traffic = traffic;
    this.gate = new RouteGate(traffic.routes());
    this.feedback = new Feedback(traffic);
    this.stickiness = stickiness;
  }

  /** Asks the catalog; never waits. */
  public Lookup ask(Query query) {
    return catalog.apply(query);
  }

  /** Who is alive. */
  public Membership membership() {
    return membership;
  }

  /** This node's region. */
  public String region() {
    return region;
  }

  /** Applies the options of routes. */
  public RouteGate gate() {
    return gate;
  }

  /** The ways to other nodes. */
  public Paths paths() {
    return paths;
  }

  /** How many wait now. */
  public int parked() {
    return parked.get();
  }

  /** How much is done now for the requests of the service in {@code view}. */
  public LaneStatus lane(ServiceView view) {
    Lane lane = lanes.of(view.service());
    long now = System.nanoTime();
    return new LaneStatus(
        lane.waiting(),
        lane.budget().used(now),
        lane.budget().granted(view.policy().effort().budgetPermille(), now));
  }

  Lanes lanes() {
    return lanes;
  }

  Duration loadWait() {
    return loadWait;
  }

  Traffic traffic() {
    return traffic;
  }

  Feedback feedback() {
    return feedback;
  }

  Stickiness stickiness() {
    return stickiness;
  }

  /** Counts up by one with each call, for all that take turns. */
  IntSupplier turns() {
    return turns;
  }

  /** Takes a waiting place; false when all are taken. */
  boolean park() {
    if (parked.incrementAndGet() <= MAX_PARKED) {
      return true;
    }
    parked.decrementAndGet();
    return false;
  }

  void unpark() {
    parked.decrementAndGet();
  }
}
