package dev.fairlead.catalog.region;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Set;

/**
 * The nodes of this region that lived when the image was written, for the first seconds after a
 * start.
 *
 * <p>One that died meanwhile is tried in vain until the membership says so or the time is over; a
 * connection that fails is tried elsewhere. Immutable.
 */
public final class Remembered {
  /** For how long they count as alive unless the membership knows better. */
  static final Duration LIMIT = Duration.ofSeconds(5);

  private final Set<String> nodes;
  private final Ticker ticker;
  private final long startNanos;

  /** Remembers {@code nodes} from now on. */
  public Remembered(Set<String> nodes, Ticker ticker) {
    this.nodes = Set.copyOf(nodes);
    this.ticker = ticker;
    this.startNanos = ticker.read();
  }

  /** Those that count now. */
  public Set<String> now() {
    return ticker.read() - startNanos < LIMIT.toNanos() ? nodes : Set.of();
  }
}
