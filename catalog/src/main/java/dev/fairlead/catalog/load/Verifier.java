package dev.fairlead.catalog.load;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Has keys loaded that were answered from the image, a few at once, so that loads somebody waits
 * for do not queue behind them.
 *
 * <p>Never blocks; any thread. Bounded by the tickets, of which there is one per served key.
 */
final class Verifier {
  /** Loads queued or running at once. */
  static final int AT_ONCE = 16;

  private final Queue<Ticket> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger running = new AtomicInteger();

  /** A key that is to be loaded. */
  static final class Ticket {
    private final String key;

    /**
     * Whether it waits or runs. Racy on purpose: at worst it is asked for twice, and loads of one
     * key are one load.
     */
    private volatile boolean asked;

    Ticket(String key) {
      this.key = key;
    }
  }

  /** Has the key of {@code ticket} loaded, unless that is under way; again if that failed. */
  void ask(Ticket ticket, Function<String, CompletableFuture<Void>> load) {
    if (!ticket.asked) {
      ticket.asked = true;
      waiting.add(ticket);
      pump(load);
    }
  }

  /**
   * Starts what may start. Who adds a ticket or ends a load looks afterwards, so none is left when
   * all look away.
   */
  private void pump(Function<String, CompletableFuture<Void>> load) {
    while (!waiting.isEmpty() && enter()) {
      Ticket next = waiting.poll();
      if (next == null) {
        running.decrementAndGet();
        continue;
      }
      CompletableFuture<Void> loading = load.apply(next.key);
      if (loading.isDone()) { // refused: not through the callback, which would recurse
        leave(next, loading.isCompletedExceptionally());
      } else {
        var _ =
            loading.whenComplete((_, failure) -> {
              leave(next, failure != null);
              pump(load);
            });
      }
    }
  }

  private boolean enter() {
    int now = running.get();
    while (now < AT_ONCE) {
      if (running.compareAndSet(now, now + 1)) {
        return true;
      }
      now = running.get();
    }
    return false;
  }

  private void leave(Ticket ticket, boolean failed) {
    if (failed) {
      ticket.asked = false; // the next answer asks again
    }
    running.decrementAndGet();
  }
}
