package dev.fairlead.stress.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.fairlead.stress.drill.Asked.Answer;
import dev.fairlead.stress.drill.Judge.Ruling;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The oracle itself: it must call wrong what is wrong. */
final class JudgeTest {
  private static final long STALENESS = 100;

  private final Truth truth = new Truth();
  private final LockHolds holds = new LockHolds();
  private final Judge judge = new Judge(truth, holds, STALENESS);

  private void at(long time, ServiceState state) {
    truth.begin("s", state, time);
    truth.acknowledged("s", time);
  }

  private static ServiceState served(String... servers) {
    Map<Region, Set<String>> routable = new EnumMap<>(Region.class);
    for (String server : servers) {
      Region region = Region.valueOf(server.substring(0, 3).toUpperCase(Locale.ROOT));
      routable.computeIfAbsent(region, _ -> new HashSet<>()).add(server);
    }
    return new ServiceState(true, routable);
  }

  private Ruling ask(Region at, long from, int status, String server, String error) {
    return judge.rule(
        new Asked(at, "s", "s.drill.example", from, from + 10, new Answer(status, server, error)));
  }

  private Ruling served(Region at, long from, String server) {
    return ask(at, from, 200, server, "");
  }

  private Ruling refused(Region at, long from, String error) {
    return ask(at, from, 503, "", error);
  }

  @Test
  void aServerOfAnotherServiceIsWrong() {
    at(1000, served("ams/1"));
    assertEquals("", served(Region.AMS, 2000, "ams/1").wrong());
    assertEquals("ams/2 was no routable instance of it", served(Region.AMS, 2000, "ams/2").wrong());
  }

  @Test
  void aServerThatLeftMayAnswerWithinTheStalenessOnly() {
    at(1000, served("ams/1", "ams/2"));
    at(2000, served("ams/2"));
    assertEquals(new Ruling("", 50), served(Region.AMS, 2050, "ams/1"));
    assertNotEquals("", served(Region.AMS, 2101, "ams/1").wrong());
  }

  @Test
  void aServerThatCameMayAnswerFromTheWriteOn() {
    at(1000, served("ams/1"));
    truth.begin("s", served("ams/1", "ams/2"), 2000); // not acknowledged yet
    assertEquals("", served(Region.AMS, 1995, "ams/2").wrong());
    assertNotEquals("", served(Region.AMS, 1980, "ams/2").wrong());
    assertEquals("", served(Region.AMS, 1_000_000, "ams/1").wrong());
  }

  @Test
  void anotherRegionMayAnswerOnlyIfThoseNearerHadNone() {
    at(1000, served("waw/1", "nrt/1"));
    assertEquals("", served(Region.AMS, 2000, "waw/1").wrong());
    assertNotEquals("", served(Region.AMS, 2000, "nrt/1").wrong());
    at(3000, served("nrt/1"));
    assertEquals("", served(Region.AMS, 3000, "nrt/1").wrong());
  }

  @Test
  void unknownIsRightWhileTheHostLeadsNowhere() {
    at(1000, served("ams/1"));
    assertNotEquals("", refused(Region.AMS, 2000, "FR01").wrong());
    at(3000, new ServiceState(false, Map.of()));
    assertEquals("", refused(Region.AMS, 3000, "FR01").wrong());
    assertNotEquals("", served(Region.AMS, 3200, "ams/1").wrong());
    Asked never = new Asked(Region.AMS, "", "u1", 1, 2, new Answer(200, "ams/1", ""));
    assertNotEquals("", judge.rule(never).wrong());
  }

  @Test
  void noneAnywhereIsRightOnlyIfEachRegionHadNoneAtSomeMoment() {
    at(1000, served("waw/1"));
    assertNotEquals("", refused(Region.AMS, 2000, "FR02").wrong());
    at(3000, served());
    assertEquals("", refused(Region.AMS, 3000, "FR02").wrong());
  }

  @Test
  void aLoadMayFailOnlyAroundALockHeldOnPurpose() {
    at(1000, served("ams/1"));
    assertNotEquals("", refused(Region.AMS, 2000, "FR04").wrong());
    holds.add(1990, 5);
    assertEquals("", refused(Region.AMS, 2000, "FR04").wrong());
  }

  @Test
  void aBrokenConnectionAndOtherErrorsAreWrong() {
    at(1000, served("ams/1"));
    assertNotEquals("", ask(Region.AMS, 2000, 0, "", "broken: EOF").wrong());
    assertNotEquals("", ask(Region.AMS, 2000, 502, "", "FC01").wrong());
  }
}
