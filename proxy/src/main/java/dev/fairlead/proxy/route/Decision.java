package dev.fairlead.proxy.route;

import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.RegionPresence;
import java.util.List;

/** Where a request or connection goes. Immutable. */
public sealed interface Decision {
  /**
   * To one of these instances of this region.
   *
   * @param candidates those below their hard limit, at least one
   */
  record Local(List<Instance> candidates) implements Decision {
    /** Copies the list, unless it is immutable already. */
    public Local {
      candidates = List.copyOf(candidates);
    }
  }

  /**
   * To a proxy of another region.
   *
   * @param presence what that region says of the service
   */
  record Remote(RegionPresence presence) implements Decision {}

  /**
   * Nowhere now, but an instance of this region may get a free place.
   *
   * <p>Answered with {@link Fault#FR03} once the queue wait is over.
   */
  record Full() implements Decision {}

  /**
   * Nowhere.
   *
   * @param fault why
   */
  record Refused(Fault fault) implements Decision {}
}
