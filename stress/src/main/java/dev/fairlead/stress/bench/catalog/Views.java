package dev.fairlead.stress.bench.catalog;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Instances;
import org.jspecify.annotations.Nullable;

/** What benchmarks look at in a view. */
final class Views {
  private Views() {}

  /** The port of the first routable instance; null if there is none. */
  static @Nullable Integer firstRoutable(ServiceView view) {
    Instances here = view.instances();
    return here.routable() == 0 ? null : here.get(0).endpoint().getPort();
  }
}
