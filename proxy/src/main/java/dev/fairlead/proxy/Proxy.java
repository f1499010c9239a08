package dev.fairlead.proxy;

import dev.fairlead.catalog.Catalog;
import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Membership;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.listen.BoundListener;
import dev.fairlead.proxy.observe.LoopStatus;
import dev.fairlead.proxy.observe.TrafficStatus;
import dev.fairlead.proxy.route.ExplainRequest;
import dev.fairlead.proxy.route.Explanation;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The data plane: listeners, event loops, upstream connections and the backhaul.
 *
 * <p>Starts in two steps, because gossip must announce the backhaul's port before the catalog,
 * which needs gossip, can exist: {@link #bind} takes every socket, {@link #serve} begins to accept.
 * Connections that arrive between the two wait in the kernel's queue.
 *
 * <p>Thread-safe.
 */
public final class Proxy implements AutoCloseable {
  private Proxy() {}

  /**
   * Binds every listener and the backhaul; accepts nothing yet.
   *
   * @throws java.io.UncheckedIOException "cannot bind listener web 127.0.0.1:8080: Address already
   *     in use", or an unreadable certificate
   */
  public static Proxy bind(Settings settings, MeterRegistry meters) {
    throw new UnsupportedOperationException();
  }

  /** Starts accepting. Called once. */
  public void serve(Catalog catalog, Membership membership) {
    throw new UnsupportedOperationException();
  }

  /** Where each listener really listens. */
  public List<BoundListener> listeners() {
    throw new UnsupportedOperationException();
  }

  /** Where other proxies reach this one: what gossip announces. Real port after binding port 0. */
  public Address backhaulAddress() {
    throw new UnsupportedOperationException();
  }

  /**
   * Decides without carrying anything. Blocks up to {@code limit} while the catalog loads; not for
   * event loops.
   */
  public Explanation explain(ExplainRequest request, Duration limit) {
    throw new UnsupportedOperationException();
  }

  /** How each event loop is doing. */
  public List<LoopStatus> loops() {
    throw new UnsupportedOperationException();
  }

  /** Completes once every event loop ran a task that looked something up in the catalog. */
  public CompletableFuture<Void> pingLoops() {
    throw new UnsupportedOperationException();
  }

  /** Name and stack of the first event loop that does not move; empty if all do. */
  public String loopProblem() {
    throw new UnsupportedOperationException();
  }

  /** What went through so far. */
  public TrafficStatus traffic() {
    throw new UnsupportedOperationException();
  }

  /** Stops accepting and lets what runs finish; HTTP connections end after their next response. */
  public void drain() {
    throw new UnsupportedOperationException();
  }

  /** Blocks an event loop for ever, not interruptible; for fault tests. */
  public void hangLoop(int index) {
    throw new UnsupportedOperationException();
  }

  /** Closes every socket and ends the event loops. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
