package dev.fairlead.proxy.control;

import dev.fairlead.gossip.swim.Address;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.listen.BoundListener;
import dev.fairlead.proxy.listen.Sessions;
import dev.fairlead.proxy.observe.BadMessages;
import dev.fairlead.proxy.observe.LoopStatus;
import dev.fairlead.proxy.observe.PathStatus;
import dev.fairlead.proxy.observe.TrafficStatus;
import dev.fairlead.proxy.overload.OverloadStatus;
import dev.fairlead.proxy.route.ExplainRequest;
import dev.fairlead.proxy.route.Explanation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What operators see and do of the part that carries traffic.
 *
 * <p>An interface because of the package arrows: the process root knows this package and the proxy,
 * so this package cannot know the proxy. Thread-safe.
 */
public interface DataPlane {
  /** Where each listener really listens. */
  List<BoundListener> listeners();

  /** Decides without carrying anything; blocks up to {@code limit} while the catalog loads. */
  Explanation explain(ExplainRequest request, Duration limit);

  /** How each event loop is doing. */
  List<LoopStatus> loops();

  /** Completes once a timer rang on every event loop and the loop decided on a request. */
  CompletableFuture<Void> pingLoops();

  /** One line: the event loops that do not move, and what one does; empty if all move. */
  String loopProblem();

  /** What is known of the way to another node's backhaul; null for nothing. */
  @Nullable PathStatus path(Address backhaul);

  /** What went through so far. */
  TrafficStatus traffic();

  /** What is done against overload. */
  OverloadStatus overload();

  /**
   * Makes ready to go on with other settings.
   *
   * @return makes the change
   * @throws java.io.UncheckedIOException naming what cannot be used; nothing changes then
   */
  Runnable prepare(Settings next);

  /** The last messages that could not be read. */
  BadMessages badMessages();

  /** What the connections of clients do; blocks up to a second. */
  Sessions.Seen sessions();

  /** Takes no client any more and lets what runs finish; what is left at the limit is cut. */
  void drain(Duration limit);

  /** Blocks an event loop for ever; for fault tests. */
  void hangLoop(int index);
}
