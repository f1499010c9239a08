package dev.fairlead.catalog.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.options.Split.Share;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who goes where in a weighted split. */
final class SplitTest {
  private static final int CLIENTS = 50_000;

  private static IpAddress client(int i) {
    return new IpAddress(0, 0xffff_0a00_0000L + i);
  }

  private static Split split(int a, int b, int c) {
    return new Split(List.of(new Share("a", a), new Share("b", b), new Share("c", c)));
  }

  private static double part(Split split, String service) {
    int count = 0;
    for (int i = 0; i < CLIENTS; i++) {
      count += split.choose(client(i)).equals(service) ? 1 : 0;
    }
    return (double) count / CLIENTS;
  }

  @Test
  void eachServiceGetsItsPart() {
    Split split = split(10, 30, 60);
    assertEquals(0.1, part(split, "a"), 0.02);
    assertEquals(0.3, part(split, "b"), 0.02);
    assertEquals(0.6, part(split, "c"), 0.02);
  }

  @Test
  void moreWeightMovesClientsOnlyToWhereItIs() {
    Split before = split(10, 30, 60);
    Split after = split(20, 30, 60);
    int moved = 0;
    for (int i = 0; i < CLIENTS; i++) {
      String then = before.choose(client(i));
      String now = after.choose(client(i));
      if (!then.equals(now)) {
        assertEquals("a", now);
        moved++;
      }
    }
    assertTrue(moved > 0 && moved < CLIENTS / 8, "moved " + moved);
  }

  @Test
  void noWeightIsNobody() {
    assertEquals(0, part(split(0, 1, 1), "a"));
    assertEquals("", split(0, 0, 0).choose(client(1)));
    assertEquals("", Split.NONE.choose(client(1)));
  }

  @Test
  void everyNodeChoosesAlikeAndAlwaysDid() {
    StringBuilder choices = new StringBuilder();
    for (int i = 0; i < 24; i++) {
      choices.append(split(1, 1, 1).choose(client(i)));
    }
    assertEquals("accabcbcbabcbbcbccacbbcc", choices.toString());
  }
}
