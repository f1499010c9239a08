package dev.fairlead.gossip.change;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which versions of every stream a replica holds.
 *
 * <p>Immutable.
 *
 * @param streams what is held of each stream; streams of which nothing is held are absent
 */
public record VersionVector(Map<Stream, Known> streams) {
  /** Nothing held of any stream. */
  public static final VersionVector EMPTY = new VersionVector(Map.of());

  /** Copies the map. */
  public VersionVector {
    streams = Map.copyOf(streams);
  }

  /** What is held of {@code stream}. */
  public Known of(Stream stream) {
    return streams.getOrDefault(stream, Known.NOTHING);
  }

  /** Whether version {@code number} of {@code stream} is held. */
  public boolean contains(Stream stream, long number) {
    return of(stream).contains(number);
  }

  /** This with {@code range} of {@code stream} held as well. */
  public VersionVector plus(Stream stream, VersionRange range) {
    Map<Stream, Known> next = new HashMap<>(streams);
    next.put(stream, of(stream).plus(range));
    return new VersionVector(next);
  }

  /** The part that nodes of {@code region} hold. */
  public VersionVector reaching(String region) {
    Map<Stream, Known> part = new HashMap<>(streams);
    part.keySet().removeIf(stream -> !stream.scope().reaches(region));
    return new VersionVector(part);
  }

  /** What {@code theirs} holds and this does not, by stream in order. */
  public Map<Stream, List<VersionRange>> missingFrom(VersionVector theirs) {
    Map<Stream, List<VersionRange>> wanted = new TreeMap<>();
    theirs.streams.forEach((stream, known) -> {
      List<VersionRange> ranges = of(stream).missingFrom(known);
      if (!ranges.isEmpty()) {
        wanted.put(stream, ranges);
      }
    });
    return wanted;
  }
}
