package dev.fairlead.catalog;

import dev.fairlead.catalog.model.Route;
import org.jspecify.annotations.Nullable;

/**
 * The answers that lookups gave for one value of a service: made once for each route, so that a
 * lookup of what is loaded allocates nothing.
 *
 * <p>Keeps {@value #KEPT} and one; a service with more routes in use has answers made anew for
 * some. Written and read by event loops through a race: answers are immutable, with final fields,
 * so whoever sees one sees all of it, and at worst one is made twice.
 */
final class Answers {
  private static final int KEPT = 8;

  private final ServiceView view;
  private final Lookup.Found byId;
  private Lookup.@Nullable Found only;
  private Lookup.@Nullable Found @Nullable [] others;

  Answers(ServiceView view) {
    this.view = view;
    this.byId = new Lookup.Found(null, view);
  }

  /** The answer to who asked by the service's id. */
  Lookup.Found byId() {
    return byId;
  }

  /** The answer to who came by {@code route}. */
  @SuppressWarnings("ReferenceEquality") // an equal route of a refreshed host is another one
  Lookup.Found by(Route route) {
    Lookup.Found first = only;
    if (first == null) {
      first = new Lookup.Found(route, view);
      only = first;
    }
    return first.route() == route ? first : other(route);
  }

  @SuppressWarnings("ReferenceEquality") // as above
  private Lookup.Found other(Route route) {
    Lookup.@Nullable Found[] kept = others;
    if (kept == null) {
      kept = new Lookup.@Nullable Found[KEPT];
      others = kept;
    }
    int start = System.identityHashCode(route) % KEPT;
    for (int i = 0; i < KEPT; i++) {
      int place = (start + i) % KEPT;
      Lookup.Found found = kept[place];
      if (found == null) {
        return keep(kept, place, route);
      }
      if (found.route() == route) {
        return found;
      }
    }
    return keep(kept, start, route);
  }

  private Lookup.Found keep(Lookup.@Nullable Found[] kept, int place, Route route) {
    Lookup.Found found = new Lookup.Found(route, view);
    kept[place] = found;
    return found;
  }
}
