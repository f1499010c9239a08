package dev.fairlead.proxy.observe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The last messages that could not be read.
 *
 * <p>Bound: {@value #KEPT}; each newer one takes the place of the oldest. Thread-safe, never waits:
 * whoever reads while others write may miss one that is being replaced.
 */
public final class BadMessages {
  /** How many are kept. */
  public static final int KEPT = 64;

  /** Each number is one writer's, so that each place has one at a time, but for laps of others. */
  private final AtomicLong total = new AtomicLong();

  /** Release of the writer, acquire of the reader: an entry is seen whole. */
  private final AtomicReferenceArray<Numbered> ring = new AtomicReferenceArray<>(KEPT);

  private record Numbered(long number, BadMessage message) {}

  /** Keeps one more. */
  void add(BadMessage message) {
    long number = total.getAndIncrement();
    ring.setRelease((int) (number % KEPT), new Numbered(number, message));
  }

  /** How many there were since the start. */
  public long total() {
    return total.get();
  }

  /** Those that are kept, the newest first. */
  public List<BadMessage> last() {
    List<Numbered> found = new ArrayList<>();
    for (int i = 0; i < KEPT; i++) {
      Numbered each = ring.getAcquire(i);
      if (each != null) {
        found.add(each);
      }
    }
    found.sort(Comparator.comparingLong(Numbered::number).reversed());
    return found.stream().map(Numbered::message).toList();
  }
}
