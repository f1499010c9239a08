package dev.fairlead.catalog.region;

import dev.fairlead.gossip.swim.Member;
import dev.fairlead.gossip.swim.Members;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far the regions are: as configured, else the smallest smoothed round-trip time to a living
 * member there, else far.
 *
 * <p>Immutable.
 *
 * @param byRegion round-trip times; a region without one is far
 */
public record RegionDistances(Map<String, Duration> byRegion) {
  /** Copies the map. */
  public RegionDistances {
    byRegion = Map.copyOf(byRegion);
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
    return new RegionDistances(distances);
  }

  /** The regions whose distance is known, nearest first, equally far ones by name. */
  public List<String> nearestFirst() {
    List<String> regions = new ArrayList<>(byRegion.keySet());
    regions.sort(
        Comparator.comparing((String region) -> byRegion.getOrDefault(region, Duration.ZERO))
            .thenComparing(Comparator.naturalOrder()));
    return List.copyOf(regions);
  }

  private static Duration smaller(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
