package dev.fairlead.gossip.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Head and gaps against the set of numbers they stand for. */
class KnownTest {
  private static final int LARGEST = 40;

  private static Known of(Set<Long> numbers) {
    Known known = Known.NOTHING;
    for (long number : numbers) {
      known = known.plus(new VersionRange(number, number));
    }
    return known;
  }

  private static Set<Long> random(Random random) {
    Set<Long> numbers = new TreeSet<>();
    for (int i = random.nextInt(20); i > 0; i--) {
      numbers.add(1L + random.nextInt(LARGEST));
    }
    return numbers;
  }

  @Test
  void behavesAsTheSetOfItsNumbers() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      Set<Long> mine = random(random);
      Set<Long> theirs = random(random);
      long first = 1 + random.nextInt(LARGEST);
      VersionRange added = new VersionRange(first, first + random.nextInt(5));
      String message = "seed " + seed + " round " + i;
      assertEquals(mine, numbers(of(mine)), message);
      assertEquals(missing(mine, theirs), numbers(of(mine).missingFrom(of(theirs))), message);
      assertEquals(plus(mine, added), numbers(of(mine).plus(added)), message);
    }
  }

  private static Set<Long> numbers(Known known) {
    Set<Long> numbers = new TreeSet<>();
    for (long number = 1; number <= LARGEST + 10; number++) {
      if (known.contains(number)) {
        assertNull(known.gapAt(number));
        numbers.add(number);
      }
    }
    assertEquals(known.head() - numbers.size(), known.missing());
    return numbers;
  }

  private static Set<Long> numbers(List<VersionRange> ranges) {
    Set<Long> numbers = new TreeSet<>();
    ranges.forEach(range -> numbers.addAll(plus(Set.of(), range)));
    assertEquals(numbers.size(), ranges.stream().mapToLong(VersionRange::size).sum());
    return numbers;
  }

  private static Set<Long> plus(Set<Long> numbers, VersionRange range) {
    Set<Long> sum = new TreeSet<>(numbers);
    for (long number = range.first(); number <= range.last(); number++) {
      sum.add(number);
    }
    return sum;
  }

  private static Set<Long> missing(Set<Long> mine, Set<Long> theirs) {
    Set<Long> missing = new TreeSet<>(theirs);
    missing.removeAll(mine);
    return missing;
  }

  @Test
  void contradictionsAreRefused() {
    VersionRange gap = new VersionRange(3, 5);
    assertThrows(IllegalArgumentException.class, () -> new Known(5, List.of(gap)));
    assertThrows(
        IllegalArgumentException.class, () -> new Known(9, List.of(gap, new VersionRange(6, 7))));
    assertThrows(IllegalArgumentException.class, () -> new VersionRange(0, 1));
  }
}
