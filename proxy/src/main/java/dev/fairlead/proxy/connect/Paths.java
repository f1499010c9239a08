package dev.fairlead.proxy.connect;

import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Member;
import dev.fairlead.proxy.observe.PathStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of the ways to other nodes' backhauls, from its own connections.
 *
 * <p>Bounded by {@value #MAX}: of further ones nothing is known. One without a connection is
 * forgotten, unless it is dead: then once nobody wanted it for a minute. Thread-safe.
 */
public final class Paths {
  /** Addresses something is known of. */
  static final int MAX = 10_000;

  /** Differences smaller than this say nothing of the way. */
  private static final Duration NOISE = Duration.ofMillis(5);

  private final Map<Address, Path> known = new ConcurrentHashMap<>();

  /** What is known of the way to {@code address}; null for nothing. */
  public @Nullable PathStatus status(Address address) {
    Path path = known.get(address);
    return path == null ? null : path.status();
  }

  /** Whether {@code node} can be reached, as far as is known; whoever asks wants to. */
  boolean usable(Member node, long now) {
    Address address = node.backhaul();
    Path path = address == null ? null : known.get(address);
    return address != null && (path == null || !path.dead(now));
  }

  /** Those of {@code nodes} that are not much further away than the nearest. */
  List<Member> near(List<Member> nodes) {
    return near(nodes, this::roundTrip);
  }

  /** As {@link #near(List)}; a node whose distance is not known is near. */
  static List<Member> near(List<Member> nodes, Function<Member, @Nullable Duration> distance) {
    Duration least = null;
    for (Member node : nodes) {
      Duration its = distance.apply(node);
      least = its == null || (least != null && least.compareTo(its) <= 0) ? least : its;
    }
    if (least == null || nodes.size() < 2) {
      return nodes;
    }
    Duration most = least.multipliedBy(2).plus(NOISE);
    return nodes.stream()
        .filter(node -> {
          Duration its = distance.apply(node);
          return its == null || its.compareTo(most) <= 0;
        })
        .toList();
  }

  private @Nullable Duration roundTrip(Member node) {
    Address address = node.backhaul();
    PathStatus status = address == null ? null : status(address);
    return status == null ? null : status.roundTrip();
  }

  /** The way to {@code address}; one that is not remembered if too many are. */
  Path to(Address address, long now) {
    Path path = known.get(address);
    if (path != null) {
      return path;
    }
    return known.size() >= MAX ? new Path(now) : known.computeIfAbsent(address, _ -> new Path(now));
  }

  /** Nothing is known of it any more. */
  void forget(Address address, Path path) {
    known.remove(address, path);
  }
}
