package dev.fairlead.gossip.sim;

import dev.fairlead.gossip.change.Stream;
import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.change.VersionRange;
import dev.fairlead.gossip.change.VersionVector;
import dev.fairlead.gossip.sync.Wanted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Versions in a map, and which are held. */
public final class SimStore {
  private static final int BATCH = 20;

  private final Map<Stream, TreeMap<Long, Version>> versions = new HashMap<>();
  private VersionVector vector = VersionVector.EMPTY;

  void add(Version version) {
    long number = version.number();
    versions.computeIfAbsent(version.stream(), key -> new TreeMap<>()).put(number, version);
    vector = vector.plus(version.stream(), new VersionRange(number, number));
  }

  public VersionVector vector() {
    return vector;
  }

  List<Version> read(List<Wanted> ranges) {
    List<Version> found = new ArrayList<>();
    for (Wanted wanted : ranges) {
      VersionRange range = wanted.range();
      for (Version version :
          versions
              .getOrDefault(wanted.stream(), new TreeMap<>())
              .subMap(range.first(), true, range.last(), true)
              .values()) {
        if (found.size() < BATCH) {
          found.add(version);
        }
      }
    }
    return found;
  }
}
