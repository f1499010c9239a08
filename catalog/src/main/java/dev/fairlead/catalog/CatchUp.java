package dev.fairlead.catalog;

import dev.fairlead.catalog.image.CatalogImage;
import dev.fairlead.catalog.image.Part;
import dev.fairlead.catalog.index.Affected;
import dev.fairlead.gossip.change.ChangedRow;
import dev.fairlead.gossip.change.Commit;
import dev.fairlead.gossip.change.VersionVector;
import dev.fairlead.gossip.replica.ReadableReplica;
import dev.fairlead.gossip.replica.ReplicaException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes out of use what the replica changed after the image was written: reads just the rows of the
 * versions that the image does not know, and treats them as a commit.
 *
 * <p>After a clean stop there are next to none, after a kill those of a minute at most. Of more
 * than {@value #MAX_ROWS} rows the image is not used at all: reading them would cost the start more
 * than it saves. Runs at the start, before the first lookup, after the subscription to the feed.
 */
final class CatchUp {
  private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);

  /** Rows that are read; a few microseconds each. */
  static final int MAX_ROWS = 20_000;

  private CatchUp() {}

  /** Brings what {@code loaded} answers from the image up to what {@code replica} holds. */
  static void run(LastLife lastLife, ReadableReplica replica, Loaded loaded) {
    CatalogImage image = lastLife.image();
    if (image == null) {
      return;
    }
    String refusal;
    try {
      refusal = bring(image, replica, loaded);
    } catch (ReplicaException | CompletionException e) {
      refusal = String.valueOf(e.getMessage());
    }
    if (!refusal.isEmpty()) {
      LOG.warn("catalog image {} is ignored: {}", image.path(), refusal);
      loaded.hosts().older().retire();
      loaded.services().older().retire();
    }
  }

  /** Why the image cannot be used; empty if it can. */
  private static String bring(CatalogImage image, ReadableReplica replica, Loaded loaded) {
    VersionVector known = ImageStreams.read(image.part(Part.STREAMS));
    if (known == null) {
      return "damaged, it does not say which versions it knows";
    }
    // Another process may have committed, and written the image, since the replica was looked at.
    replica.ping().orTimeout(1, TimeUnit.SECONDS).join();
    if (!replica.vector().missingFrom(known).isEmpty()) {
      return "newer than the replica";
    }
    Commit missed = replica.changedSince(known, MAX_ROWS);
    if (missed == null) {
      return "more than " + MAX_ROWS + " rows behind the replica";
    }
    List<ChangedRow> quarantined = replica.quarantinedRows(); // the image may know them otherwise
    Affected affected =
        Affected.by(List.of(missed, new Commit(quarantined, false, missed.committedAtMillis())));
    loaded.hosts().older().touch(affected.hosts());
    loaded.services().older().touch(affected.services());
    return "";
  }
}
