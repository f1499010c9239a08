package dev.fairlead.proxy.control;

import dev.fairlead.catalog.Catalog;
import dev.fairlead.catalog.CatalogStatus;
import dev.fairlead.catalog.ImageStatus;
import dev.fairlead.catalog.load.TableStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The commands that show what the catalog holds, and its locks. */
final class ShowCatalog {
  private final Catalog catalog;

  ShowCatalog(Catalog catalog) {
    this.catalog = catalog;
  }

  List<Command> all() {
    return List.of(
        Command.plain("show catalog", "loaded keys, bytes, hits, loads", this::catalog),
        new ShowLocks(catalog).command());
  }

  private Answer catalog() {
    CatalogStatus status = catalog.status();
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("hits", status.hits());
    facts.put("misses", status.misses());
    facts.put("loads_queued", status.loadsQueued());
    facts.put("commits_queued", status.commitsQueued());
    facts.put("malformed_rows", status.malformedRows());
    facts.put("option_faults", status.optionFaults());
    Map<String, Answer> parts = new LinkedHashMap<>();
    parts.put("catalog", new Answer.Facts(facts));
    parts.put("hosts", table(status.hosts()));
    parts.put("services", table(status.services()));
    if (status.image() != null) {
      parts.put("image", image(status.image()));
    }
    return new Answer.Parts(parts);
  }

  private static Answer table(TableStatus table) {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("loaded", table.loaded());
    facts.put("bytes", table.bytes());
    facts.put("max_bytes", table.maxBytes());
    facts.put("rows", table.rows());
    facts.put("loads_started", table.started());
    facts.put("loads_in_flight", table.inFlight());
    facts.put("loads_failed", table.failed());
    facts.put("refreshed", table.refreshed());
    facts.put("evicted", table.evicted());
    facts.put("known_absent", table.absent());
    return new Answer.Facts(facts);
  }

  private static Answer image(ImageStatus image) {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    ImageStatus.Written newest = image.newest();
    if (newest != null) {
      facts.put("age_s", Math.max(0, Duration.between(newest.at(), Instant.now()).toSeconds()));
      facts.put("bytes", newest.bytes());
      facts.put("entries", newest.entries());
      facts.put("took_ms", newest.took().toMillis());
    }
    facts.put("in_use", image.hosts().entries() + image.services().entries());
    facts.put("served", image.hosts().served() + image.services().served());
    facts.put("unverified", image.hosts().unverified() + image.services().unverified());
    facts.put("verified", image.hosts().verified() + image.services().verified());
    facts.put("differed", image.hosts().differed() + image.services().differed());
    facts.put("damaged", image.damaged());
    return new Answer.Facts(facts);
  }
}
