package dev.fairlead.catalog.model;

import java.net.InetSocketAddress;

/**
 * One process of this region that can serve a service, as far as carrying something to it needs.
 *
 * <p>Made of {@link Instances} when first chosen. Immutable, but for what carrying to it teaches,
 * which all views share and which outlives their refreshes.
 *
 * @param id the row's id
 * @param endpoint resolved address
 * @param weight relative share, at least 0
 * @param soft in-flight requests or connections from which it counts as busy; 0 for none
 * @param hard in-flight requests or connections it must never exceed; 0 for none
 * @param since when it became able to take traffic, by {@link System#nanoTime}; 0 if it is not
 *     known to be new
 * @param load what is in flight to it from this node, and how it did so far
 */
public record Instance(
    String id,
    InetSocketAddress endpoint,
    int weight,
    int soft,
    int hard,
    long since,
    InFlight load) {
  /** Whether it has as much in flight as it may ever have. */
  public boolean full() {
    return hard > 0 && load.get() >= hard;
  }

  /** Whether it counts as busy. */
  public boolean busy() {
    return soft > 0 && load.get() >= soft;
  }
}
