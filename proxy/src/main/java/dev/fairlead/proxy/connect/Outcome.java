package dev.fairlead.proxy.connect;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Route;
import dev.fairlead.proxy.route.Fault;
import org.jspecify.annotations.Nullable;

/** Who wants the upstream that a {@link Dispatch} finds. Called on its event loop. */
public interface Outcome {
  /** There it is; the receiver releases it. */
  void connected(Upstream upstream);

  /** There is none. */
  void refused(Fault fault);

  /**
   * The route is known and it has options; nothing is chosen yet. Called at most once.
   *
   * @return the service to go on to; null if it goes nowhere, because the receiver ended it
   */
  @Nullable String routed(Route route);

  /**
   * The service is known, or known anew; nothing is chosen yet.
   *
   * @return false if it is not for this request, which the receiver ended
   */
  default boolean admitted(ServiceView service) {
    return true;
  }
}
