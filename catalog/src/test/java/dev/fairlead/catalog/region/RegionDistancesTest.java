package dev.fairlead.catalog.region;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Member;
import dev.fairlead.gossip.swim.Members;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The order of regions, and what changes it. */
final class RegionDistancesTest {
  private static Member member(String name, String region, int millis, Member.State state) {
    return new Member(
        name, region, new Address("127.0.0.1", 1), null, state, 0, Duration.ofMillis(millis));
  }

  private static RegionDistances measured(int ams, int nrt, int waw) {
    return RegionDistances.of(
        Map.of(),
        Members.of(
            List.of(
                member("ams-1", "ams", ams, Member.State.ALIVE),
                member("nrt-1", "nrt", nrt, Member.State.ALIVE),
                member("waw-1", "waw", waw, Member.State.ALIVE))));
  }

  private static RegionDistances configured(String one, int its, String other, int others) {
    Map<String, Duration> distances =
        Map.of(one, Duration.ofMillis(its), other, Duration.ofMillis(others));
    return RegionDistances.of(distances, Members.of(List.of()));
  }

  @Test
  void theNearestLivingMemberCounts() {
    Members members =
        Members.of(
            List.of(
                member("ams-1", "ams", 90, Member.State.ALIVE),
                member("ams-2", "ams", 30, Member.State.SUSPECT),
                member("waw-1", "waw", 50, Member.State.ALIVE),
                member("waw-2", "waw", 1, Member.State.DEAD)));
    assertEquals(
        List.of("ams", "waw"), RegionDistances.of(Map.of(), members).nearestFirst(List.of()));
    Map<String, Duration> said = Map.of("ams", Duration.ofMillis(60));
    assertEquals(List.of("waw", "ams"), RegionDistances.of(said, members).nearestFirst(List.of()));
  }

  @Test
  void regionsThatAreAboutAsFarKeepTheirOrder() {
    List<String> order = measured(100, 104, 250).nearestFirst(List.of());
    assertEquals(List.of("ams", "nrt", "waw"), order);
    assertEquals(order, measured(104, 100, 250).nearestFirst(order));
    assertEquals(order, measured(114, 100, 250).nearestFirst(order));
    List<String> next = measured(115, 100, 250).nearestFirst(order);
    assertEquals(List.of("nrt", "ams", "waw"), next);
    assertEquals(next, measured(100, 114, 250).nearestFirst(next), "nor do they go back at once");
    assertEquals(order, measured(100, 115, 250).nearestFirst(next));
  }

  @Test
  void manySmallStepsDoNotHideTheNearest() {
    List<String> order = List.of("ams", "nrt", "waw");
    assertEquals(List.of("nrt", "waw", "ams"), measured(120, 110, 100).nearestFirst(order));
  }

  @Test
  void regionsOneAwayFromTheOtherByAMillisecondAreTheSameInOneRoom() {
    List<String> order = measured(1, 2, 3).nearestFirst(List.of());
    assertEquals(order, measured(3, 2, 1).nearestFirst(order));
    assertEquals(List.of("waw", "ams", "nrt"), measured(4, 5, 1).nearestFirst(order));
  }

  @Test
  void whatIsConfiguredIsExact() {
    List<String> order = configured("ams", 24, "nrt", 25).nearestFirst(List.of());
    assertEquals(List.of("ams", "nrt"), order);
    assertEquals(List.of("nrt", "ams"), configured("ams", 25, "nrt", 24).nearestFirst(order));
  }

  @Test
  void regionsComeAndGo() {
    List<String> order = List.of("gone", "waw", "ams");
    assertEquals(List.of("waw", "ams", "nrt"), measured(101, 500, 100).nearestFirst(order));
    assertEquals(List.of("nrt", "waw", "ams"), measured(101, 5, 100).nearestFirst(order));
  }
}
