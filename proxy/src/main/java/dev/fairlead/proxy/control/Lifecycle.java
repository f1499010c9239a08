package dev.fairlead.proxy.control;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Where a node is in its life.
 *
 * <pre>
 *   STARTING ──► SERVING ──► DRAINING ──► STOPPING
 *       │           └──────────────────────►▲
 *       └──────────────────────────────────►┘
 * </pre>
 *
 * <p>Thread-safe: one atomic reference, each move a compare-and-set; readers see the latest.
 */
public final class Lifecycle {
  /** A stage, in their only order. */
  public enum Stage {
    /** Opening files, joining, binding. */
    STARTING,
    /** Takes traffic. */
    SERVING,
    /** Finishes what runs, takes nothing new. */
    DRAINING,
    /** Closing everything. */
    STOPPING
  }

  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.STARTING);
  private final CompletableFuture<String> stopped = new CompletableFuture<>();

  /** The stage now. */
  public Stage stage() {
    return Objects.requireNonNull(stage.get());
  }

  /** Moves forward; whether that was a move. Never moves back. */
  public boolean advance(Stage to) {
    Stage from = stage();
    while (from.compareTo(to) < 0) {
      if (stage.compareAndSet(from, to)) {
        return true;
      }
      from = stage();
    }
    return false;
  }

  /** Asks the node to end; the first reason is the one that counts. */
  public void stop(String reason) {
    stopped.complete(reason);
  }

  /** Completes with the reason once somebody asked the node to end. */
  public CompletableFuture<String> stopped() {
    return stopped.copy();
  }
}
