package dev.fairlead.proxy.check;

import java.time.Duration;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When each instance is checked next.
 *
 * <p>The first check of an instance comes at a random moment within its interval, or within {@link
 * #FIRST_WITHIN} if that is less; every further one an interval after the one before began, give or
 * take a twentieth, at random. So instances that were added together, or all of a node's after its
 * start, are not checked in step. Confined to one thread; pure but for its randomness, which is
 * given.
 */
final class Timetable {
  /** A new instance takes traffic unseen: it is looked at soon, however rarely later. */
  static final Duration FIRST_WITHIN = Duration.ofSeconds(5);

  /** A check comes up to this share of its interval early or late. */
  static final double SPREAD = 0.05;

  /** By difference: the clock may wrap around. */
  private static final Comparator<Checked> EARLIEST_FIRST =
      (one, other) -> {
        int order = Long.signum(one.dueNanos() - other.dueNanos());
        return order != 0 ? order : Long.compare(one.number(), other.number());
      };

  private final RandomGenerator random;
  private final TreeSet<Checked> waiting = new TreeSet<>(EARLIEST_FIRST);

  Timetable(RandomGenerator random) {
    this.random = random;
  }

  /** Plans the first check of {@code checked}, which is not planned yet. */
  void first(Checked checked, long nowNanos) {
    Duration interval = checked.spec().interval();
    Duration within = interval.compareTo(FIRST_WITHIN) < 0 ? interval : FIRST_WITHIN;
    plan(checked, nowNanos + (long) (random.nextDouble() * within.toNanos()));
  }

  /** Plans the check after the one that begins now. */
  void next(Checked checked, long nowNanos) {
    double share = 1 + SPREAD * (2 * random.nextDouble() - 1);
    plan(checked, nowNanos + (long) (share * checked.spec().interval().toNanos()));
  }

  private void plan(Checked checked, long dueNanos) {
    checked.due(dueNanos);
    waiting.add(checked);
  }

  /** Plans no more for {@code checked}. */
  void drop(Checked checked) {
    waiting.remove(checked);
  }

  /** Takes the one that is due longest; null if none is. */
  @Nullable Checked take(long nowNanos) {
    if (waiting.isEmpty() || waiting.first().dueNanos() - nowNanos > 0) {
      return null;
    }
    return waiting.pollFirst();
  }

  /** When the next is due; {@code otherwise} if none is planned. */
  long nextNanos(long otherwise) {
    return waiting.isEmpty() ? otherwise : waiting.first().dueNanos();
  }

  /** How many are planned. */
  int size() {
    return waiting.size();
  }
}
