package dev.fairlead.proxy.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The table of {@link Role}, written a second time, and what follows from it. */
final class RoleTest {
  private static final List<String> TABLE =
      List.of(
          "SPARE SERVE SERVING SERVE",
          "SPARE OWN OWNER OWN",
          "SPARE HANDOVER LEAVING END",
          "SPARE WAIT SPARE NOTHING",
          "SPARE LOST LEAVING END",
          "SPARE STOP LEAVING END",
          "SERVING SERVE SERVING NOTHING",
          "SERVING OWN OWNER OWN",
          "SERVING HANDOVER LEAVING HAND_OVER",
          "SERVING WAIT SERVING NOTHING",
          "SERVING LOST ORPHAN OWN_ALONE",
          "SERVING STOP LEAVING END",
          "OWNER SERVE OWNER NOTHING",
          "OWNER OWN OWNER NOTHING",
          "OWNER HANDOVER LEAVING HAND_OVER",
          "OWNER WAIT OWNER NOTHING",
          "OWNER LOST ORPHAN AWAIT_WATCHDOG",
          "OWNER STOP LEAVING END",
          "ORPHAN SERVE ORPHAN NOTHING",
          "ORPHAN OWN ORPHAN NOTHING",
          "ORPHAN HANDOVER LEAVING HAND_OVER",
          "ORPHAN WAIT OWNER NOTHING",
          "ORPHAN LOST ORPHAN AWAIT_WATCHDOG",
          "ORPHAN STOP LEAVING END",
          "LEAVING SERVE LEAVING NOTHING",
          "LEAVING OWN LEAVING NOTHING",
          "LEAVING HANDOVER LEAVING NOTHING",
          "LEAVING WAIT LEAVING NOTHING",
          "LEAVING LOST LEAVING NOTHING",
          "LEAVING STOP LEAVING NOTHING");

  @Test
  void everyRoleKnowsWhatEveryOrderMeans() {
    Set<String> pairs = new HashSet<>();
    for (String line : TABLE) {
      String[] words = line.split(" ", -1);
      Role.Step step = Role.valueOf(words[0]).on(Order.valueOf(words[1]));
      assertEquals(words[2] + " " + words[3], step.role() + " " + step.act(), line);
      pairs.add(words[0] + " " + words[1]);
    }
    assertEquals(Role.values().length * Order.values().length, pairs.size());
  }

  @Test
  void nobodyWritesAgainOnceItLeft() {
    for (Order order : Order.values()) {
      assertSame(Role.LEAVING, Role.LEAVING.on(order).role());
      assertSame(Role.Act.NOTHING, Role.LEAVING.on(order).act());
    }
  }

  @Test
  void stopEndsEveryRole() {
    for (Role role : Role.values()) {
      assertSame(Role.LEAVING, role.on(Order.STOP).role());
    }
  }
}
