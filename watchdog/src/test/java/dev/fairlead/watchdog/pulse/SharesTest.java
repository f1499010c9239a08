package dev.fairlead.watchdog.pulse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.watchdog.proc.ThreadTimes;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What two samples say about the time between them. */
final class SharesTest {
  private static final long MS = 1_000_000;
  private static final Pulse SILENCE = new Pulse.Silence(0, 0, 0);
  private static final NodeFacts NODE = NodeFacts.UNKNOWN;

  @Test
  void excuseCountsFromHalfOfTheTimeOn() {
    assertEquals(Set.of(), shares(SILENCE, thread("loop-1-1", 0, 49)).excuses());
    assertEquals(Set.of(Excuse.STARVED), shares(SILENCE, thread("loop-1-1", 0, 50)).excuses());
    assertEquals(Set.of(Excuse.PAUSED), shares(SILENCE, thread("GC Thread#1", 50, 0)).excuses());
    assertEquals(Set.of(Excuse.PAUSED), shares(SILENCE, thread("VM Thread", 50, 0)).excuses());
  }

  @Test
  void collectorThatWaitsForAProcessorPausesTheProgramAllTheSame() {
    assertEquals(Set.of(Excuse.PAUSED), shares(SILENCE, thread("GC Thread#0", 30, 30)).excuses());
  }

  @Test
  void hungerAndPausesCountTogetherAsTheLongerOfThem() {
    ThreadTimes hungry = thread("loop-1-1", 0, 30);
    assertEquals(
        Set.of(Excuse.STARVED),
        between(SILENCE, Map.of(1, hungry, 2, thread("VM Thread", 20, 0))).excuses());
    assertEquals(
        Set.of(Excuse.PAUSED),
        between(SILENCE, Map.of(1, hungry, 2, thread("VM Thread", 40, 0))).excuses());
    assertEquals(
        Set.of(), between(SILENCE, Map.of(1, hungry, 2, thread("VM Thread", 19, 0))).excuses());
  }

  @Test
  void busyOrBackgroundThreadExcusesNothing() {
    assertEquals(Set.of(), shares(SILENCE, thread("loop-1-1", 100, 0)).excuses());
    assertEquals(Set.of(), shares(SILENCE, thread("C2 CompilerThre", 0, 100)).excuses());
    assertEquals(Set.of(), shares(SILENCE, thread("G1 Conc#0", 100, 0)).excuses());
  }

  @Test
  void hungerOfAllThreadsOnTheWayOfAnAnswerCountsTogether() {
    Map<Integer, ThreadTimes> threads =
        Map.of(1, thread("control-accept", 0, 20), 2, thread("gossip-3-1", 0, 30));
    Pulse unnamed = new Pulse.Stuck(0, 0, "gossip", "the gossip loop");
    assertEquals(Set.of(Excuse.STARVED), between(unnamed, threads).excuses());
    assertEquals(Set.of(Excuse.STARVED), between(SILENCE, threads).excuses());
    Pulse named = new Pulse.Stuck(0, 0, "loops", "loop-1 (thread gossip-3-1) does not move");
    assertEquals(Set.of(), between(named, threads).excuses());
  }

  @Test
  void onlyTheThreadsThatTheNodeNamesCountWhenItNamesSome() {
    Map<Integer, ThreadTimes> threads =
        Map.of(1, thread("loop-1-1", 0, 90), 2, thread("loop-1-2", 0, 0));
    Pulse named = new Pulse.Stuck(0, 0, "loops", "loop-1 (thread loop-1-2) does not move");
    Pulse other = new Pulse.Stuck(0, 0, "locks", "held in a.loop-1-2.b");
    assertEquals(Set.of(), between(named, threads).excuses());
    assertEquals(Set.of(Excuse.STARVED), between(other, threads).excuses());
    assertEquals(Set.of(Excuse.STARVED), between(SILENCE, threads).excuses());
  }

  @Test
  void threadThatIsNewExcusesNothing() {
    Sample from = new Sample(0, Map.of(), 0, 0, 0, NODE);
    Sample to = new Sample(100 * MS, Map.of(1, thread("x", 0, 100)), 0, 0, 0, NODE);
    assertEquals(Set.of(), Shares.between(from, to, SILENCE).excuses());
  }

  @Test
  void memoryAndDiskOfTheHostCount() {
    Sample from = new Sample(0, Map.of(), 5, 5, 5, NODE);
    assertEquals(Set.of(Excuse.STARVED), excuses(from, new Sample(MS, Map.of(), MS, 5, 5, NODE)));
    assertEquals(Set.of(Excuse.SLOW_DISK), excuses(from, new Sample(MS, Map.of(), 5, MS, 5, NODE)));
    assertEquals(Set.of(Excuse.SLOW_DISK), excuses(from, new Sample(MS, Map.of(), 5, 5, MS, NODE)));
    assertEquals(Set.of(), excuses(from, new Sample(0, Map.of(), 5, 5, 5, NODE)));
  }

  @Test
  void nodesOwnFiguresCountAsFarAsTheyGrew() {
    Sample from = new Sample(0, Map.of(), 0, 0, 0, new NodeFacts("", 1_000, 80 * MS, false));
    assertEquals(Set.of(Excuse.PAUSED), said(from, new NodeFacts("", 1_060, 0, false)));
    assertEquals(Set.of(Excuse.PAUSED), said(from, new NodeFacts("", 1_000, 81 * MS, false)));
    assertEquals(Set.of(), said(from, new NodeFacts("", 1_000, 80 * MS, false)));
    assertEquals(Set.of(), said(from, new NodeFacts("", 1_049, 40 * MS, false)));
  }

  private static Set<Excuse> said(Sample from, NodeFacts node) {
    return excuses(from, new Sample(100 * MS, Map.of(), 0, 0, 0, node));
  }

  private static Set<Excuse> excuses(Sample from, Sample to) {
    return Shares.between(from, to, SILENCE).excuses();
  }

  private static Shares shares(Pulse pulse, ThreadTimes grown) {
    return between(pulse, Map.of(1, grown));
  }

  /** What the threads gained in 100 ms. */
  private static Shares between(Pulse pulse, Map<Integer, ThreadTimes> grown) {
    Map<Integer, ThreadTimes> before =
        Map.of(1, new ThreadTimes("", 0, 0), 2, new ThreadTimes("", 0, 0));
    return Shares.between(
        new Sample(0, before, 0, 0, 0, NODE), new Sample(100 * MS, grown, 0, 0, 0, NODE), pulse);
  }

  private static ThreadTimes thread(String name, long ranMillis, long waitedMillis) {
    return new ThreadTimes(name, ranMillis * MS, waitedMillis * MS);
  }
}
