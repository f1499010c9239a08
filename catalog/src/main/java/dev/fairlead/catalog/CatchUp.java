package dev.fairlead.catalog;

import dev.fairlead.catalog.image.CatalogImage;
import dev.fairlead.catalog.image.Part;
import dev.fairlead.catalog.index.Affected;
import dev.fairlead.gossip.change.Change;
import dev.fairlead.gossip.change.ChangedRow;
import dev.fairlead.gossip.change.Commit;
import dev.fairlead.gossip.change.Stream;
import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.change.VersionRange;
import dev.fairlead.gossip.change.VersionVector;
import dev.fairlead.gossip.replica.HistoryReader;
import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.replica.ReplicaException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes out of use what the replica changed after the image was written: reads just the versions
 * that the image does not know, and treats them as commits.
 *
 * <p>After a clean stop there are next to none, after a kill those of a minute at most. Of more
 * than {@value #MAX_VERSIONS} the image is not used at all: reading them would cost the start more
 * than it saves. Runs at the start, before the first lookup, after the subscription to the feed.
 */
final class CatchUp {
  private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);

  /** Versions that are read; a few tens of microseconds each. */
  static final int MAX_VERSIONS = 20_000;

  private static final long PAGE_BYTES = 1 << 20;

  private CatchUp() {}

  /** Brings what {@code loaded} answers from the image up to what {@code replica} holds. */
  static void run(LastLife lastLife, Replica replica, Loaded loaded) {
    CatalogImage image = lastLife.image();
    if (image == null) {
      return;
    }
    String refusal;
    try {
      VersionVector known = ImageStreams.read(image.part(Part.STREAMS));
      refusal = refusal(known, replica.vector());
      if (known != null && refusal.isEmpty()) {
        Affected affected = Affected.by(missed(known, replica));
        loaded.hosts().older().touch(affected.hosts());
        loaded.services().older().touch(affected.services());
      }
    } catch (ReplicaException e) {
      refusal = String.valueOf(e.getMessage());
    }
    if (!refusal.isEmpty()) {
      LOG.warn("catalog image {} is ignored: {}", image.path(), refusal);
      loaded.hosts().older().retire();
      loaded.services().older().retire();
    }
  }

  /** Why the image cannot be used; empty if it can. */
  private static String refusal(@Nullable VersionVector known, VersionVector held) {
    if (known == null) {
      return "damaged, it does not say which versions it knows";
    }
    if (!held.missingFrom(known).isEmpty()) {
      return "newer than the replica";
    }
    long missed =
        known.missingFrom(held).values().stream()
            .flatMap(List::stream)
            .mapToLong(VersionRange::size)
            .sum();
    return missed > MAX_VERSIONS ? missed + " versions behind the replica" : "";
  }

  private static List<Commit> missed(VersionVector known, Replica replica) {
    List<Commit> commits = new ArrayList<>();
    try (HistoryReader reader = replica.newHistoryReader()) {
      known
          .missingFrom(replica.vector())
          .forEach(
              (stream, ranges) -> ranges.forEach(range -> read(reader, stream, range, commits)));
    }
    return commits;
  }

  private static void read(
      HistoryReader reader, Stream stream, VersionRange range, List<Commit> into) {
    long next = range.first();
    while (next <= range.last()) {
      List<Version> page = reader.read(stream, new VersionRange(next, range.last()), PAGE_BYTES);
      page.forEach(version -> into.add(commit(version)));
      next = page.isEmpty() ? range.last() + 1 : page.getLast().number() + 1;
    }
  }

  /** The rows of a version, each once, with the columns it wrote. */
  private static Commit commit(Version version) {
    Map<List<Object>, ChangedRow> rows = new HashMap<>();
    for (Change change : version.changes()) {
      List<Object> id = List.of(change.table(), change.key());
      ChangedRow row =
          rows.computeIfAbsent(
              id, _ -> new ChangedRow(change.table(), change.key(), isAlive(change), columns()));
      if (change instanceof Change.Cell cell) {
        row.columns().put(cell.column(), cell.value());
      }
    }
    return new Commit(List.copyOf(rows.values()), false, version.committedAtMillis());
  }

  private static Map<String, @Nullable Object> columns() {
    return new HashMap<>();
  }

  private static boolean isAlive(Change change) {
    return change.causalLength() % 2 == 1;
  }
}
