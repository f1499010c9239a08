package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.SiteId;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts versions of other origins that were not taken, and says so once per origin and reason.
 *
 * <p>Confined to the writer thread, except {@link #count()}.
 */
final class Rejections {
  private static final Logger LOG = LoggerFactory.getLogger(Rejections.class);

  /** Origins and reasons remembered; beyond that nothing more is logged, only counted. */
  private static final int LOGGED = 1_024;

  private final Set<String> logged = new HashSet<>();
  private final LongAdder count = new LongAdder();

  /** Notes a version of {@code origin} that was not taken. */
  void add(SiteId origin, Reason reason, String detail) {
    count.increment();
    if (logged.size() < LOGGED && logged.add(origin + " " + reason)) {
      LOG.warn("versions of site {} refused: {}: {} (logged once)", origin, reason.words, detail);
    }
  }

  /** How many. Any thread. */
  long count() {
    return count.sum();
  }

  /** Why a version is not taken. */
  enum Reason {
    OWN_SITE("another node uses this replica's site id"),
    OTHER_REGION("they belong to another region"),
    JUMP("a number jumps further than any honest node's"),
    GAPS("too many gaps"),
    SITES("too many sites"),
    PARKED("too many parked changes");

    private final String words;

    Reason(String words) {
      this.words = words;
    }
  }
}
