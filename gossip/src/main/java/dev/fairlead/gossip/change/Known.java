package dev.fairlead.gossip.change;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which versions of one stream are held: all from 1 to {@code head}, but for the gaps.
 *
 * <p>Immutable. Gaps are disjoint, not adjacent, ascending, and end below the head.
 *
 * @param head the highest version held; 0 for none
 * @param gaps what is missing below it
 */
public record Known(long head, List<VersionRange> gaps) {
  /** Nothing held. */
  public static final Known NOTHING = new Known(0, List.of());

  /** Checks the invariant. */
  public Known {
    gaps = List.copyOf(gaps);
    long floor = 0;
    for (VersionRange gap : gaps) {
      if (gap.first() <= floor || gap.last() >= head) {
        throw new IllegalArgumentException("gaps " + gaps + " below head " + head);
      }
      floor = gap.last() + 1;
    }
  }

  /** Whether {@code number} is held. */
  public boolean contains(long number) {
    return number >= 1
        && number <= head
        && gaps.stream().noneMatch(gap -> gap.first() <= number && number <= gap.last());
  }

  /** The gap {@code number} is in; null if it is in none. */
  public @Nullable VersionRange gapAt(long number) {
    for (VersionRange gap : gaps) {
      if (gap.first() <= number && number <= gap.last()) {
        return gap;
      }
    }
    return null;
  }

  /** This with {@code added} held as well. */
  public Known plus(VersionRange added) {
    List<VersionRange> left = new ArrayList<>();
    for (VersionRange gap : gaps) {
      cut(gap, added, left);
    }
    if (added.first() > head + 1) {
      left.add(new VersionRange(head + 1, added.first() - 1));
    }
    return new Known(Math.max(head, added.last()), left);
  }

  /** What {@code theirs} holds and this does not, ascending. */
  public List<VersionRange> missingFrom(Known theirs) {
    List<VersionRange> wanted = new ArrayList<>(gaps);
    if (theirs.head > head) {
      wanted.add(new VersionRange(head + 1, theirs.head));
    }
    for (VersionRange gap : theirs.gaps) {
      List<VersionRange> left = new ArrayList<>();
      wanted.forEach(range -> cut(range, gap, left));
      wanted = left;
    }
    if (theirs.head < head) {
      List<VersionRange> left = new ArrayList<>();
      wanted.forEach(range -> cut(range, new VersionRange(theirs.head + 1, head), left));
      wanted = left;
    }
    return List.copyOf(wanted);
  }

  /** How many versions below the head are missing. */
  public long missing() {
    return gaps.stream().mapToLong(VersionRange::size).sum();
  }

  private static void cut(VersionRange range, VersionRange away, List<VersionRange> left) {
    if (away.last() < range.first() || range.last() < away.first()) {
      left.add(range);
      return;
    }
    if (range.first() < away.first()) {
      left.add(new VersionRange(range.first(), away.first() - 1));
    }
    if (away.last() < range.last()) {
      left.add(new VersionRange(away.last() + 1, range.last()));
    }
  }
}
