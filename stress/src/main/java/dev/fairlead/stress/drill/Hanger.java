package dev.fairlead.stress.drill;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Has a node hold its catalog's lock now and then, for longer than anybody waits for it, so that
 * installs, refreshes and evictions time out.
 *
 * <p>Confined to one thread.
 */
final class Hanger {
  private static final int SHORTEST_MILLIS = 1100; // waits end after 1 s
  private static final int LONGEST_MILLIS = 1600;
  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(6);

  private final List<DrillNode> nodes;
  private final LockHolds holds;
  private final Journal journal;
  private final SplittableRandom random;
  private long nextNanos = System.nanoTime() + EVERY_NANOS / 2;

  Hanger(List<DrillNode> nodes, LockHolds holds, Journal journal, SplittableRandom random) {
    this.nodes = nodes;
    this.holds = holds;
    this.journal = journal;
    this.random = random;
  }

  /** Hangs a lock if it is time to. */
  void step() throws IOException {
    if (System.nanoTime() - nextNanos < 0) {
      return;
    }
    nextNanos += EVERY_NANOS;
    DrillNode node = nodes.get(random.nextInt(nodes.size()));
    int millis = random.nextInt(SHORTEST_MILLIS, LONGEST_MILLIS);
    holds.add(System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(millis));
    String answer = node.control("debug hang lock catalog for " + millis + "ms").getFirst();
    journal.note("hang lock in %s for %d ms: %s".formatted(node.region().id(), millis, answer));
    if (answer.startsWith("error")) {
      throw new IOException("a lock cannot be held for a time: " + answer);
    }
  }
}
