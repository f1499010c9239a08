package dev.fairlead.gossip.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {
  @Test
  void eachCounterIsAcceptedOnce() {
    ReplayWindow window = new ReplayWindow();
    assertTrue(window.accept(0));
    assertFalse(window.accept(0));
    assertTrue(window.accept(1023));
    assertTrue(window.accept(1));
    assertTrue(window.accept(1024));
    assertFalse(window.accept(0), "out of the window");
    assertFalse(window.accept(-1));
    assertTrue(window.accept(Long.MAX_VALUE));
    assertFalse(window.accept(1025));
  }

  /** Against the obvious set of everything seen. */
  @Test
  void agreesWithASet() {
    long seed = System.nanoTime();
    System.out.println("replay window seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    ReplayWindow window = new ReplayWindow();
    Set<Long> seen = new HashSet<>();
    long highest = -1;
    for (int i = 0; i < 200_000; i++) {
      long spread = random.nextInt(10) == 0 ? 5000 : 900;
      long counter = Math.max(0, highest + 20 - random.nextLong(spread));
      boolean fresh = counter > highest - ReplayWindow.SIZE && seen.add(counter);
      assertEquals(fresh, window.accept(counter), "counter " + counter + " after " + highest);
      highest = Math.max(highest, counter);
    }
  }
}
