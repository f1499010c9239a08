package dev.fairlead.proxy.connect;

import dev.fairlead.catalog.Catalog;
import dev.fairlead.gossip.swim.Membership;
import dev.fairlead.proxy.observe.Traffic;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

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

  private final Catalog catalog;
  private final Membership membership;
  private final String region;
  private final Duration loadWait;
  private final Traffic traffic;
  private final AtomicInteger parked = new AtomicInteger();
  private final AtomicInteger turns = new AtomicInteger();

  /**
   * Creates one.
   *
   * @param region this node's region
   * @param loadWait how long a request may wait for its first load
   */
  public Dispatcher(
      Catalog catalog, Membership membership, String region, Duration loadWait, Traffic traffic) {
    this.catalog = catalog;
    this.membership = membership;
    this.region = region;
    this.loadWait = loadWait;
    this.traffic = traffic;
  }

  /** What is known of services. */
  public Catalog catalog() {
    return catalog;
  }

  /** Who is alive. */
  public Membership membership() {
    return membership;
  }

  /** This node's region. */
  public String region() {
    return region;
  }

  /** How many wait now. */
  public int parked() {
    return parked.get();
  }

  Duration loadWait() {
    return loadWait;
  }

  Traffic traffic() {
    return traffic;
  }

  int nextTurn() {
    return turns.getAndIncrement();
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
