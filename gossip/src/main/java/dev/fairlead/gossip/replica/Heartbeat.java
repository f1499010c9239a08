package dev.fairlead.gossip.replica;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Shows that the writer is at work: it beats between jobs, between merged versions, and during a
 * long statement. So a long batch looks different from a thread that hangs.
 *
 * <p>All who ask share one future. Thread-safe; {@link #beat} costs one load while nobody asks.
 */
final class Heartbeat {
  /** Swapped by compare-and-set on both sides: an asker's future is completed exactly once. */
  private final AtomicReference<@Nullable CompletableFuture<Void>> asked = new AtomicReference<>();

  /** Completes at the next beat. */
  CompletableFuture<Void> next() {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    while (true) {
      CompletableFuture<Void> other = asked.get();
      if (other != null) {
        return other;
      }
      if (asked.compareAndSet(null, mine)) {
        return mine;
      }
    }
  }

  /** On the writer thread. */
  void beat() {
    CompletableFuture<Void> waiting = asked.get();
    if (waiting != null && asked.compareAndSet(waiting, null)) {
      waiting.complete(null);
    }
  }
}
