package dev.fairlead.catalog.region;

import dev.fairlead.gossip.swim.Member;
import dev.fairlead.gossip.swim.Members;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How far the regions are: as configured, else the smallest smoothed round-trip time to a living
 * member there, else far.
 *
 * <p>Immutable.
 *
 * @param byRegion round-trip times; a region without one is far
 * @param configured the regions whose distance was not measured
 */
public record RegionDistances(Map<String, Duration> byRegion, Set<String> configured) {
  /** A measured distance must be larger by an eighth of the other one ... */
  private static final int MARGIN_SHARE = 8;

  /** ... and by so much, before it says anything. */
  private static final Duration NOISE = Duration.ofMillis(2);

  /** Copies the collections. */
  public RegionDistances {
    byRegion = Map.copyOf(byRegion);
    configured = Set.copyOf(configured);
  }

  /** Distances from what is configured and what {@code members} measured. */
  public static RegionDistances of(Map<String, Duration> configured, Members members) {
    Map<String, Duration> distances = new HashMap<>();
    for (Member member : members.byName().values()) {
      Duration roundTrip = member.roundTrip();
      if (roundTrip != null && member.state().routable()) {
        distances.merge(member.region(), roundTrip, RegionDistances::smaller);
      }
    }
    distances.putAll(configured);
    return new RegionDistances(distances, configured.keySet());
  }

  /** The regions whose distance is known, nearest first, equally far ones by name. */
  public List<String> nearestFirst() {
    List<String> regions = new ArrayList<>(byRegion.keySet());
    regions.sort(
        Comparator.comparing((String region) -> byRegion.getOrDefault(region, Duration.ZERO))
            .thenComparing(Comparator.naturalOrder()));
    return List.copyOf(regions);
  }

  /**
   * The same, but a region stays before another one that is not clearly nearer: where two are about
   * as far, measurements would exchange them again and again, and all requests with them.
   *
   * @param before the order so far
   */
  public List<String> nearestFirst(List<String> before) {
    List<String> left = new ArrayList<>(before);
    left.retainAll(byRegion.keySet());
    List<String> byDistance = nearestFirst();
    byDistance.stream().filter(region -> !before.contains(region)).forEach(left::add);
    List<String> order = new ArrayList<>();
    while (!left.isEmpty()) {
      String nearest = byDistance.stream().filter(left::contains).findFirst().orElseThrow();
      String next =
          left.stream().filter(region -> !clearlyNearer(nearest, region)).findFirst().orElseThrow();
      left.remove(next);
      order.add(next);
    }
    return List.copyOf(order);
  }

  private boolean clearlyNearer(String one, String other) {
    Duration near = byRegion.getOrDefault(one, Duration.ZERO);
    Duration far = byRegion.getOrDefault(other, Duration.ZERO);
    boolean exact = configured.contains(one) && configured.contains(other);
    Duration margin = exact ? Duration.ZERO : near.dividedBy(MARGIN_SHARE).plus(NOISE);
    return near.plus(margin).compareTo(far) < 0;
  }

  private static Duration smaller(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
