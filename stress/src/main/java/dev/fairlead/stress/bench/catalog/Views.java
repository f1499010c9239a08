package dev.fairlead.stress.bench.catalog;

import dev.fairlead.catalog.ServiceView;
import org.jspecify.annotations.Nullable;

/** What benchmarks look at in a view. */
final class Views {
  private Views() {}

  /** The port of the first routable instance; null if there is none. */
  static @Nullable Integer firstRoutable(ServiceView view) {
    return view.routable().isEmpty() ? null : view.routable().getFirst().endpoint().getPort();
  }
}
