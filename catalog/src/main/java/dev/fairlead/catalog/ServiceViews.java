package dev.fairlead.catalog;

import dev.fairlead.catalog.model.Presence;
import dev.fairlead.catalog.model.Pressure;
import dev.fairlead.catalog.model.RegionPresence;
import dev.fairlead.catalog.model.ServiceRow;
import dev.fairlead.catalog.region.Surroundings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes views of rows and surroundings. Pure. */
final class ServiceViews {
  private ServiceViews() {}

  /** The view of {@code row} among {@code surroundings}, as its revision {@code revision}. */
  static ServiceView of(ServiceRow row, Surroundings surroundings, long revision) {
    return new ServiceView(
        row.id(),
        row.protocol(),
        row.policy(),
        row.instances().ordered(surroundings::routableHere),
        elsewhere(row.presence(), surroundings),
        revision);
  }

  /** The regions with a living node that has routable instances, nearest first. */
  private static List<RegionPresence> elsewhere(
      List<Presence> presence, Surroundings surroundings) {
    Map<String, List<Presence>> byRegion = new TreeMap<>(surroundings.byDistance());
    for (Presence said : presence) {
      if (said.routable() > 0 && surroundings.members().routable(said.node())) {
        byRegion.computeIfAbsent(said.region(), _ -> new ArrayList<>()).add(said);
      }
    }
    List<RegionPresence> elsewhere = new ArrayList<>();
    byRegion.forEach((region, nodes) -> elsewhere.add(sum(region, nodes)));
    return elsewhere;
  }

  private static RegionPresence sum(String region, List<Presence> nodes) {
    long routable = nodes.stream().mapToLong(Presence::routable).sum();
    Pressure lowest =
        nodes.stream().map(Presence::pressure).min(Comparator.naturalOrder()).orElse(Pressure.FULL);
    List<String> names = nodes.stream().map(Presence::node).toList();
    return new RegionPresence(region, (int) Math.min(routable, Integer.MAX_VALUE), lowest, names);
  }
}
