package dev.fairlead.watchdog.succession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The stories: starts, hangs, deaths, handovers, crash loops, in the order of what is done. */
final class SuccessionTest {
  private static final Traces BAD_CHANGE =
      new Traces("catalog", List.of("waw/0/9", "waw/0/8"), List.of(), false);

  private final World world = new World();

  @Test
  void firstProcessServesAndOwnsAtOnceWhenNobodyIsThere() {
    assertEquals("Spawn 1", said(new Event.Tick()));
    assertEquals("Look 1", said(new Event.Hello(1, true, World.DRAIN)));
    assertEquals("SERVE 1, OWN 1, Watch 1", said(new Event.Looked(false)));
  }

  @Test
  void spareIsStartedWhenTheOwnerHasWorkedForAMoment() {
    owner();
    world.pass(Succession.SPARE_AFTER);
    assertEquals("Spawn 2", said(new Event.Tick()));
  }

  @Test
  void hungOwnerIsExaminedOnlyWhenTheSpareWasToldToServe() {
    ownerAndSpare();
    assertEquals("Incident 1, SERVE 2, Unwatch 1, Examine 1", said(condemned(1, Traces.NONE)));
    assertEquals("QUIESCE 1", said(new Event.Serving(2)));
    assertEquals("Kill 1", said(new Event.Examined(1)));
    assertEquals("OWN 2, Watch 2", said(gone(1, 137)));
    assertEquals("", said(new Event.Owning(2)));
  }

  @Test
  void deadOwnerIsSucceededBeforeItsTracesAreRead() {
    ownerAndSpare();
    assertEquals("Unwatch 1, Incident 1, SERVE 2, OWN 2, Watch 2, Examine 1", said(gone(1, 3)));
  }

  @Test
  void withoutASpareAProcessIsStartedBeforeTheVictimIsExamined() {
    owner();
    assertEquals(
        "Incident 1, Spawn 2, SERVE 2, Unwatch 1, Examine 1", said(condemned(1, Traces.NONE)));
  }

  @Test
  void whatStillMovesOfTheVictimServesUntilAStartedSuccessorDoes() {
    owner();
    said(condemned(1, Traces.NONE));
    assertEquals("", said(new Event.Examined(1)));
    assertEquals("Kill 1", said(new Event.Serving(2)));
    assertEquals("OWN 2, Watch 2", said(gone(1, 137)));
  }

  @Test
  void victimIsNotKeptLongerThanASuccessorMayTake() {
    owner();
    said(condemned(1, Traces.NONE));
    said(new Event.Examined(1));
    assertEquals("Kill 1", after(Stage.EXAMINED.budget()));
    assertEquals("OWN 2, Watch 2", said(gone(1, 137)));
  }

  @Test
  void spareThatDoesNotServeInTimeIsReplacedByAColdStart() {
    ownerAndSpare();
    said(condemned(1, Traces.NONE));
    world.pass(Stage.TAKING.budget());
    String done = said(new Event.Tick());
    assertTrue(done.contains("Kill 2") && done.endsWith("Spawn 3, SERVE 3"), done);
  }

  @Test
  void warmSpareThatIsToldToOwnAtOnceAndDoesNotServeIsAsDead() {
    ownerAndSpare();
    said(gone(1, 137));
    world.pass(Member.OWED);
    String done = said(new Event.Tick());
    assertTrue(done.contains("Incident 2") && done.contains("Spawn 3, SERVE 3"), done);
  }

  @Test
  void victimThatCannotBeExaminedIsKilledAllTheSame() {
    ownerAndSpare();
    said(condemned(1, Traces.NONE));
    said(new Event.Serving(2));
    world.pass(Stage.CONDEMNED.budget());
    assertEquals("Kill 1", said(new Event.Tick()));
  }

  @Test
  void handoverStartsAFreshProcessAndTheOldOneDrains() {
    ownerAndSpare();
    assertEquals("Kill 2, Spawn 3", said(new Event.ReplaceAsked(1)));
    assertEquals("SERVE 3", said(new Event.Ready(3)));
    assertEquals("Unwatch 1, HANDOVER 1", said(new Event.Serving(3)));
    assertEquals("OWN 3, Watch 3", said(new Event.Released(1)));
    assertEquals("", said(new Event.Owning(3)));
    assertEquals("", said(gone(1, 0)));
    world.pass(Succession.SPARE_AFTER);
    assertEquals("Spawn 4", said(new Event.Tick()));
  }

  @Test
  void handoverToAProcessThatFailsLeavesTheOldOneInPlace() {
    ownerAndSpare();
    said(new Event.ReplaceAsked(1));
    List<Directive> done = world.give(gone(3, 78));
    assertTrue(done.getFirst().toString().contains("the old process stays"), done::toString);
    assertEquals(Stage.OWNER, world.succession.company().owner.stage());
    assertEquals(Company.Plan.NONE, world.succession.company().plan);
  }

  @Test
  void ownerThatDoesNotReleaseInTimeIsReplaced() {
    ownerAndSpare();
    said(new Event.ReplaceAsked(1));
    said(new Event.Ready(3));
    said(new Event.Serving(3));
    world.pass(Stage.LEAVING.budget());
    assertEquals("Incident 1, QUIESCE 1, Unwatch 1, Examine 1", said(new Event.Tick()));
  }

  @Test
  void orphanIsReplacedByAPlannedHandover() {
    said(new Event.Tick());
    said(new Event.Hello(1, true, World.DRAIN));
    assertEquals("WAIT 0, Watch 0", said(new Event.Looked(true)));
    assertEquals("SERVE 1", said(new Event.Ready(1)));
    assertEquals("Unwatch 0, HANDOVER 0", said(new Event.Serving(1)));
    assertEquals("OWN 1, Watch 1", said(new Event.Released(0)));
  }

  @Test
  void orphanIsReplacedHoweverOftenThatFails() {
    said(new Event.Tick());
    said(new Event.Hello(1, true, World.DRAIN));
    said(new Event.Looked(true));
    assertEquals("Spawn 2", said(gone(1, 3)));
    assertEquals("Spawn 3", said(gone(2, 3)));
    said(new Event.Ready(3));
    assertEquals("Unwatch 0, HANDOVER 0", said(new Event.Serving(3)));
  }

  @Test
  void crashLoopResetsTheQueuesThenBacksOffThenStandsIn() {
    owner();
    assertEquals("Unwatch 1, Incident 1, Spawn 2, SERVE 2, OWN 2, Watch 2, Examine 1", crash(1));
    assertEquals(
        "Unwatch 2, Incident 2, ResetQueues, Spawn 3, SERVE 3, OWN 3, Watch 3, Examine 2",
        crash(2));
    assertEquals("Unwatch 3, Incident 3, ResetQueues, Examine 3", crash(3));
    assertEquals("Spawn 4, SERVE 4, OWN 4, Watch 4", after(Duration.ofSeconds(1)));
    assertEquals("Unwatch 4, Incident 4, ResetQueues, Examine 4", crash(4));
    assertEquals("", after(Duration.ofSeconds(1)));
    assertEquals("Spawn 5, SERVE 5, OWN 5, Watch 5", after(Duration.ofSeconds(1)));
    assertEquals("Unwatch 5, Incident 5, ResetQueues, Examine 5, StandIn", crash(5));
    assertEquals("", after(Duration.ofSeconds(29)));
    assertEquals("Spawn 6, SERVE 6, OWN 6, Watch 6", after(Duration.ofSeconds(1)));
    assertEquals("StandDown", said(new Event.Serving(6)));
  }

  @Test
  void warmSpareTakesOverWithoutThePauseOfACrashLoop() {
    ownerAndSpare();
    for (int owner = 1; owner < 4; owner++) {
      assertTrue(said(gone(owner, 134)).contains("OWN " + (owner + 1)));
      said(new Event.Owning(owner + 1));
      world.pass(Succession.SPARE_AFTER);
      said(new Event.Tick());
      said(new Event.Ready(owner + 2));
    }
  }

  @Test
  void changeThatBringsNodesDownTwiceAtTheSamePlaceIsLeftOut() {
    ownerAndSpare();
    said(gone(1, 134, BAD_CHANGE));
    Terms first = terms(world.give(gone(2, 134, BAD_CHANGE)));
    assertEquals(List.of("waw/0/9"), first.quarantine());
    said(gone(3, 134, BAD_CHANGE));
    world.pass(Duration.ofSeconds(1));
    Terms second = terms(world.give(new Event.Tick()));
    assertEquals(List.of("waw/0/9", "waw/0/8"), second.quarantine());
  }

  @Test
  void whatWasUnderWayAtBothFailuresIsLeftOutFirst() {
    ownerAndSpare();
    said(gone(1, 137, new Traces("serving", List.of("a/0/13"), List.of("a/0/1"), false)));
    Traces both = new Traces("serving", List.of("a/0/1", "a/0/13"), List.of(), false);
    Terms terms = terms(world.give(gone(2, 137, both)));
    assertEquals(List.of("a/0/13"), terms.quarantine());
  }

  @Test
  void whatWasDoneIsLeftOutOnlyAfterWhatWasUnderWay() {
    ownerAndSpare();
    Traces traces = new Traces("serving", List.of("a/0/2"), List.of("a/0/3"), false);
    said(gone(1, 137, traces));
    assertEquals(List.of("a/0/2"), terms(world.give(gone(2, 137, traces))).quarantine());
    said(gone(3, 137, traces));
    world.pass(Duration.ofSeconds(1));
    Terms second = terms(world.give(new Event.Tick()));
    assertEquals(List.of("a/0/2", "a/0/3"), second.quarantine());
  }

  @Test
  void changesLeftOutInVainAreGivenBackAfterAMinuteOfHealth() {
    ownerAndSpare();
    said(gone(1, 134, BAD_CHANGE));
    said(gone(2, 134, BAD_CHANGE));
    said(gone(3, 134, BAD_CHANGE));
    after(Duration.ofSeconds(1));
    said(new Event.Owning(4));
    String done = after(BackOff.FORGIVEN);
    assertTrue(done.startsWith("GiveBack 4 [waw/0/9]"), done);
    assertFalse(after(BackOff.FORGIVEN).contains("GiveBack"));
  }

  @Test
  void spareThatKnowsTheBadChangeDoesNotTakeOver() {
    ownerAndSpare();
    said(gone(1, 134, BAD_CHANGE));
    said(new Event.Owning(2));
    world.pass(Succession.SPARE_AFTER);
    said(new Event.Tick());
    said(new Event.Ready(3));
    String done = said(gone(2, 134, BAD_CHANGE));
    assertTrue(done.contains("Kill 3") && done.contains("Spawn 4, SERVE 4, OWN 4"), done);
  }

  @Test
  void failuresAtDifferentPlacesBlameNobody() {
    owner();
    said(gone(1, 134, BAD_CHANGE));
    Terms terms =
        terms(world.give(gone(2, 134, new Traces("gossip", List.of("a/0/1"), List.of(), true))));
    assertEquals(Terms.USUAL, terms);
  }

  @Test
  void newConfigurationThatDoesNotStartTwiceIsRolledBack() {
    owner();
    world.pass(Succession.SPARE_AFTER);
    said(new Event.Tick());
    Traces bad = new Traces("config", List.of(), List.of(), true);
    said(gone(2, 78, bad));
    assertTrue(terms(world.give(gone(3, 78, bad))).goodConfig());
  }

  @Test
  void configurationThatWorkedBeforeIsNotBlamed() {
    owner();
    world.pass(Succession.SPARE_AFTER);
    said(new Event.Tick());
    Traces known = new Traces("bind", List.of(), List.of(), false);
    said(gone(2, 78, known));
    assertFalse(terms(world.give(gone(3, 78, known))).goodConfig());
  }

  @Test
  void minuteOfHealthForgivesAll() {
    owner();
    crash(1);
    crash(2);
    said(new Event.Owning(2));
    world.pass(Duration.ofSeconds(1));
    said(new Event.Tick());
    said(new Event.Owning(3));
    world.pass(BackOff.FORGIVEN);
    said(new Event.Tick());
    assertEquals(BackOff.BUDGET, world.succession.budgetLeft(world.now));
  }

  @Test
  void hopelessFirstStartEndsTheWatchdogWithItsCode() {
    said(new Event.Tick());
    assertEquals("Exit 78", said(gone(1, 78)));
  }

  @Test
  void nodeThatEndsAsAskedEndsTheWatchdogToo() {
    ownerAndSpare();
    assertEquals("Unwatch 1, Kill 2", said(gone(1, 0)));
    assertEquals("Exit 0", said(gone(2, 137)));
  }

  @Test
  void stopTerminatesWhoServesAndKillsWhoDoesNot() {
    ownerAndSpare();
    assertEquals("Terminate 1, Kill 2", said(new Event.Stop()));
    said(gone(2, 137));
    assertEquals("Kill 1", said(new Event.Hurry()));
    assertEquals("Exit 0", said(gone(1, 137)));
  }

  @Test
  void spareOfAnOlderBinaryIsReplaced() {
    ownerAndSpare();
    assertEquals("Kill 2, Spawn 3", said(new Event.Outdated(2)));
  }

  private void owner() {
    said(new Event.Tick());
    said(new Event.Hello(1, true, World.DRAIN));
    said(new Event.Looked(false));
    said(new Event.Serving(1));
    said(new Event.Owning(1));
  }

  private void ownerAndSpare() {
    owner();
    world.pass(Succession.SPARE_AFTER);
    said(new Event.Tick());
    said(new Event.Hello(2, true, World.DRAIN));
    said(new Event.Ready(2));
  }

  private String crash(int id) {
    return said(gone(id, 134));
  }

  private String after(Duration time) {
    world.pass(time);
    return said(new Event.Tick());
  }

  private static Event condemned(int id, Traces traces) {
    return new Event.Condemned(id, traces);
  }

  private static Event gone(int id, int code) {
    return gone(id, code, Traces.NONE);
  }

  private static Event gone(int id, int code, Traces traces) {
    return new Event.Gone(id, code, traces);
  }

  private static Terms terms(List<Directive> done) {
    return done.stream()
        .flatMap(
            d -> d instanceof Directive.Spawn(int _, Terms terms) ? Stream.of(terms) : Stream.of())
        .findFirst()
        .orElseThrow();
  }

  private String said(Event event) {
    return world.said(event);
  }
}
