package dev.fairlead.proxy.route;

import dev.fairlead.catalog.model.RegionPresence;

/** Where a request or connection goes. Immutable. */
public sealed interface Decision {
  /** {@link Local}, made once. */
  Decision LOCAL = new Local();

  /** {@link Full}, made once. */
  Decision FULL = new Full();

  /** To an instance of this region: any of the view's that is below its hard limit. */
  record Local() implements Decision {}

  /**
   * To the one instance of this region that the client accepts.
   *
   * @param place its place in the view
   */
  record Forced(int place) implements Decision {}

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
