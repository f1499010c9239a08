package dev.fairlead.catalog.load;

import dev.fairlead.catalog.model.Route;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first of many routes that fits, in time that depends on the path asked for and not on
 * how many there are.
 *
 * <p>An open hash table of routes by host pattern, port and path prefix. A lookup walks the path
 * once for each pattern and each of the port and "any", and asks the table at each segment border.
 * Immutable; allocates nothing per lookup.
 */
final class PathTable {
  private final Route[] ordered;

  /** Places in {@link #ordered} plus one; 0 is free. At most half full. */
  private final int[] slots;

  /** The host patterns, in the order they are tried; as places of a first route that has it. */
  private final int[] patterns;

  private final int longest;

  /** A table of {@code routes}, which are in the order they are tried. */
  PathTable(List<Route> routes) {
    ordered = routes.toArray(Route[]::new);
    slots = new int[Integer.highestOneBit(ordered.length) * 4];
    int[] found = new int[ordered.length];
    int count = 0;
    int max = 0;
    for (int i = 0; i < ordered.length; i++) {
      if (i == 0 || !ordered[i].host().equals(ordered[i - 1].host())) {
        found[count++] = i;
      }
      max = Math.max(max, prefixLength(ordered[i].path()));
      place(i);
    }
    patterns = Arrays.copyOf(found, count);
    longest = max;
  }

  /** The length of a prefix without its last slash, which says nothing. */
  static int prefixLength(String prefix) {
    int length = prefix.length();
    return prefix.endsWith("/") ? length - 1 : length;
  }

  /** Of two that differ in nothing but their id, the first stays. */
  private void place(int index) {
    Route route = ordered[index];
    int length = prefixLength(route.path());
    int hash = hash(route.host(), route.port());
    for (int i = 0; i < length; i++) {
      hash = step(hash, route.path().charAt(i));
    }
    if (probe(hash, route.host(), route.port(), route.path(), length) == null) {
      int slot = start(hash);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = index + 1;
    }
  }

  /** The route for {@code path} on {@code port}; null if none fits. */
  @Nullable Route match(String path, int port) {
    for (int pattern : patterns) {
      String host = ordered[pattern].host();
      Route route = longest(host, port, path);
      if (route == null && port != 0) {
        route = longest(host, 0, path);
      }
      if (route != null) {
        return route;
      }
    }
    return null;
  }

  /** The route of a plain TCP listener: it must name the port. */
  @Nullable Route matchPort(int port) {
    for (int pattern : patterns) {
      Route route = longest(ordered[pattern].host(), port, "/");
      if (route != null) {
        return route;
      }
    }
    return null;
  }

  /** Of the routes with this host and port, the one with the longest prefix of {@code path}. */
  private @Nullable Route longest(String host, int port, String path) {
    int hash = hash(host, port);
    Route best = probe(hash, host, port, path, 0);
    int end = Math.min(path.length(), longest);
    for (int i = 1; i <= end; i++) {
      hash = step(hash, path.charAt(i - 1));
      if (i == path.length() || path.charAt(i) == '/') {
        Route longer = probe(hash, host, port, path, i);
        best = longer == null ? best : longer;
      }
    }
    return best;
  }

  private @Nullable Route probe(int hash, String host, int port, String path, int length) {
    for (int slot = start(hash); slots[slot] != 0; slot = (slot + 1) & (slots.length - 1)) {
      Route route = ordered[slots[slot] - 1];
      if (route.port() == port
          && prefixLength(route.path()) == length
          && route.path().regionMatches(0, path, 0, length)
          && route.host().equals(host)) {
        return route;
      }
    }
    return null;
  }

  private int start(int hash) {
    return (hash ^ (hash >>> 15)) & (slots.length - 1);
  }

  private static int hash(String host, int port) {
    return step(host.hashCode(), port);
  }

  private static int step(int hash, int next) {
    return (hash ^ next) * 0x9E3779B1;
  }
}
