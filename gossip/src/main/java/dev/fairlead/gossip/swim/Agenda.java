package dev.fairlead.gossip.swim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongConsumer;

/**
 * What is to be done when, in virtual or real time.
 *
 * <p>Ties run in the order they were entered, so a run depends on nothing but its inputs. Entries
 * are never taken back: a task looks whether it is still wanted. Confined to one thread; times are
 * nanoseconds since any fixed origin.
 */
final class Agenda {
  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(Comparator.comparingLong(Entry::at).thenComparingLong(Entry::order));
  private long entered;

  /** Runs {@code task} at {@code at}; it is passed the time it really runs at. */
  void at(long at, LongConsumer task) {
    entries.add(new Entry(at, entered++, task));
  }

  /** When the next entry is due; {@link Long#MAX_VALUE} if there is none. */
  long next() {
    Entry first = entries.peek();
    return first == null ? Long.MAX_VALUE : first.at();
  }

  /** Runs what is due at {@code now}, including what that enters for now. */
  void run(long now) {
    for (Entry first = entries.peek(); first != null && first.at() <= now; first = entries.peek()) {
      entries.remove();
      first.task().accept(now);
    }
  }

  /** Moves everything later by {@code nanos}. */
  void delay(long nanos) {
    List<Entry> all = new ArrayList<>(entries);
    entries.clear();
    all.forEach(entry -> entries.add(new Entry(entry.at() + nanos, entry.order(), entry.task())));
  }

  private record Entry(long at, long order, LongConsumer task) {}
}
