package dev.fairlead.gossip.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.gossip.swim.Evidence;
import dev.fairlead.gossip.swim.Identity;
import dev.fairlead.gossip.swim.Member.State;
import dev.fairlead.gossip.swim.Sender;
import dev.fairlead.gossip.swim.SwimMessage.News;
import dev.fairlead.gossip.swim.SwimSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SwimWorldTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10, 50})
  void everybodyLearnsOfEverybody(int count) {
    World world = new World(count, SwimSettings.lan());
    world.start(count);
    Duration took = world.until("all see all", world::allAlive, Duration.ofSeconds(10));
    System.out.println(count + " nodes met after " + took.toMillis() + " ms");
    assertTrue(world.largestDatagram <= 1200, "datagram of " + world.largestDatagram);
  }

  @ParameterizedTest
  @CsvSource({"3,0", "10,0", "50,0", "50,0.2"})
  void crashIsKnownToAllWithinFiveSecondsOnLan(int count, double loss) {
    int seeds = count == 50 ? 5 : 10;
    List<Duration> times = new ArrayList<>();
    for (int seed = 1; seed <= seeds; seed++) {
      times.add(crash(new World(seed, SwimSettings.lan()), count, loss));
    }
    Collections.sort(times);
    System.out.printf("%d nodes, loss %.1f, LAN: a crash is known after %s%n", count, loss, times);
    assertTrue(times.get(seeds / 2).toMillis() <= 5000, "median of " + times);
    assertTrue(times.getLast().toMillis() <= 8000, "longest of " + times);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 10})
  void crashIsKnownToAllSoonOnOneMachine(int count) {
    List<Duration> times = new ArrayList<>();
    for (int seed = 1; seed <= 10; seed++) {
      times.add(crash(new World(seed, SwimSettings.local()), count, 0));
    }
    Collections.sort(times);
    System.out.printf("%d nodes, LOCAL: a crash is known after %s%n", count, times);
    assertTrue(times.getLast().toMillis() <= (count == 3 ? 1500 : 2000), "longest of " + times);
  }

  private static Duration crash(World world, int count, double loss) {
    List<SimNode> nodes = world.start(count);
    world.until("all see all", world::allAlive, MINUTE);
    world.loss = loss;
    world.run(Duration.ofMillis(5000 + world.random.nextInt(1000)));
    SimNode victim = nodes.get(count - 1);
    victim.crash();
    return world.until("death", () -> world.allBelieve(victim, State.DEAD), MINUTE);
  }

  @ParameterizedTest
  @CsvSource({"10,0.1", "30,0.1", "10,0.2", "10,0.3"})
  void lossKillsNobody(int count, double loss) {
    World world = new World(count, SwimSettings.lan());
    List<SimNode> nodes = world.start(count);
    world.until("all see all", world::allAlive, MINUTE);
    world.loss = loss;
    for (int second = 0; second < 120; second++) {
      world.run(Duration.ofSeconds(1));
      for (SimNode node : nodes) {
        assertFalse(world.anyBelieves(node, State.DEAD), node.name + " at second " + second);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void pauseOf400MillisecondsIsForgivenOnOneMachine(long seed) {
    World world = new World(seed, SwimSettings.local());
    List<SimNode> nodes = world.start(3);
    world.until("all see all", world::allAlive, MINUTE);
    for (int round = 0; round < 40; round++) {
      world.run(Duration.ofMillis(world.random.nextInt(1500)));
      nodes.get(round % 3).pause(Duration.ofMillis(400));
      for (int slice = 0; slice < 20; slice++) {
        world.run(Duration.ofMillis(50));
        nodes.forEach(node -> assertFalse(world.anyBelieves(node, State.DEAD), node.name));
      }
    }
    world.until("all see all again", world::allAlive, MINUTE);
  }

  @Test
  void nodeThatStoodStillForLongAccusesNobodyAndComesBack() {
    World world = new World(11, SwimSettings.local());
    List<SimNode> nodes = world.start(5);
    world.until("all see all", world::allAlive, MINUTE);
    SimNode sleeper = nodes.get(2);
    sleeper.pause(Duration.ofSeconds(10));
    world.until("held dead", () -> world.allBelieve(sleeper, State.DEAD), MINUTE);
    world.until("back", () -> world.allBelieve(sleeper, State.ALIVE), MINUTE);
    for (SimNode other : nodes) {
      assertTrue(sleeper.believes(other.name) != State.DEAD, other.name);
    }
  }

  @Test
  void wrongSuspicionIsRefuted() {
    World world = new World(12, SwimSettings.lan());
    List<SimNode> nodes = world.start(5);
    world.until("all see all", world::allAlive, MINUTE);
    SimNode accused = nodes.get(3);
    long before = accused.incarnation();
    Evidence suspicion = new Evidence(identity(accused), State.SUSPECT, before, List.of("n1"));
    nodes.get(0).hear(new Sender("n1", 0), new News(List.of(suspicion)));
    assertEquals(State.SUSPECT, nodes.get(0).believes(accused.name));
    world.until("refuted", () -> world.allBelieve(accused, State.ALIVE), Duration.ofSeconds(2));
    assertTrue(accused.incarnation() > before);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void partitionHeals(long seed) {
    World world = new World(seed, SwimSettings.lan());
    List<SimNode> nodes = world.start(9);
    world.until("all see all", world::allAlive, MINUTE);
    List<SimNode> minority = nodes.subList(5, 9);
    world.cutOff(minority);
    world.until(
        "both sides gave the other up",
        () ->
            nodes.get(0).believes("n8") == State.DEAD
                && nodes.get(8).believes("n0") == State.DEAD
                && nodes.get(8).believes("n4") == State.DEAD,
        MINUTE);
    world.run(Duration.ofMinutes(30));
    world.heal();
    Duration took = world.until("all see all again", world::allAlive, MINUTE);
    System.out.println("healed after " + took.toMillis() + " ms");
  }

  @Test
  void restartWinsAtOnce() {
    World world = new World(13, SwimSettings.lan());
    List<SimNode> nodes = world.start(5);
    world.until("all see all", world::allAlive, MINUTE);
    SimNode phoenix = nodes.get(4);
    phoenix.crash();
    world.until("death", () -> world.allBelieve(phoenix, State.DEAD), MINUTE);
    phoenix.start();
    world.until("back", world::allAlive, Duration.ofSeconds(2));
  }

  /** What others hold against an earlier run must reach the new one, or it stays dead for ever. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void restartWithTheClockSetBackWinsToo(boolean saidGoodBye) {
    World world = new World(20, SwimSettings.lan());
    List<SimNode> nodes = world.start(5);
    world.until("all see all", world::allAlive, MINUTE);
    SimNode phoenix = nodes.get(4);
    if (saidGoodBye) {
      phoenix.leave();
      world.run(Duration.ofMillis(100));
    }
    phoenix.crash();
    State state = saidGoodBye ? State.LEFT : State.DEAD;
    world.until("gone", () -> world.allBelieve(phoenix, state), MINUTE);
    world.wallOffsetMillis = -3_600_000;
    phoenix.start();
    world.until("back", world::allAlive, Duration.ofSeconds(5));
  }

  @Test
  void restartBeforeTheCrashWasNoticedIsNoDeath() {
    World world = new World(14, SwimSettings.lan());
    List<SimNode> nodes = world.start(5);
    world.until("all see all", world::allAlive, MINUTE);
    SimNode phoenix = nodes.get(4);
    phoenix.crash();
    world.run(Duration.ofMillis(1200));
    phoenix.start();
    for (int i = 0; i < 200; i++) {
      world.run(Duration.ofMillis(50));
      assertFalse(world.anyBelieves(phoenix, State.DEAD));
    }
    assertTrue(world.allAlive());
  }

  @Test
  void wholeClusterRestartsAndAgrees() {
    World world = new World(15, SwimSettings.lan());
    List<SimNode> nodes = world.start(20);
    world.until("all see all", world::allAlive, MINUTE);
    nodes.forEach(SimNode::crash);
    world.run(Duration.ofSeconds(3));
    nodes.forEach(SimNode::start);
    world.until("all see all again", world::allAlive, Duration.ofSeconds(20));
  }

  @Test
  void whoLeftStaysLeft() {
    World world = new World(16, SwimSettings.lan());
    List<SimNode> nodes = world.start(5);
    world.until("all see all", world::allAlive, MINUTE);
    SimNode leaver = nodes.get(4);
    leaver.leave();
    world.run(Duration.ofMillis(5));
    Evidence dead = Evidence.of(identity(leaver), State.DEAD, leaver.incarnation());
    leaver.hear(new Sender("n1", 0), new News(List.of(dead)));
    world.run(Duration.ofMillis(100));
    leaver.crash();
    world.run(MINUTE);
    assertTrue(world.allBelieve(leaver, State.LEFT));
  }

  /** A death at a higher incarnation must be remembered although the member is dead already. */
  @Test
  void lateAliveDoesNotResurrectTheDead() {
    World world = new World(17, SwimSettings.lan());
    List<SimNode> nodes = world.start(3);
    world.until("all see all", world::allAlive, MINUTE);
    SimNode gone = nodes.get(2);
    SimNode witness = nodes.get(0);
    gone.crash();
    long incarnation = gone.incarnation();
    world.until("death", () -> world.allBelieve(gone, State.DEAD), MINUTE);
    Sender other = new Sender("n1", nodes.get(1).incarnation());
    witness.hear(
        other, new News(List.of(Evidence.of(identity(gone), State.DEAD, incarnation + 10))));
    witness.hear(
        other, new News(List.of(Evidence.of(identity(gone), State.ALIVE, incarnation + 2))));
    assertEquals(State.DEAD, witness.believes(gone.name));
    world.run(MINUTE);
    assertTrue(world.allBelieve(gone, State.DEAD));
  }

  @Test
  void sameNameTwiceIsReported() {
    World world = new World(18, SwimSettings.lan());
    List<SimNode> nodes = world.start(3);
    world.until("all see all", world::allAlive, MINUTE);
    Identity impostor =
        new Identity(
            "n2",
            "ams",
            new dev.fairlead.gossip.swim.Address("10.9.9.9", 7401),
            null,
            nodes.get(0).site);
    Evidence alive = Evidence.of(impostor, State.ALIVE, nodes.get(2).incarnation() + 5);
    nodes.get(2).hear(new Sender("n0", 0), new News(List.of(alive)));
    assertEquals(List.of("10.9.9.9:7401"), nodes.get(2).conflicts);
  }

  @Test
  void probesMeasureTheRoundTrip() {
    World world = new World(19, SwimSettings.local());
    List<SimNode> nodes = world.start(3);
    world.run(Duration.ofSeconds(3));
    Duration measured = nodes.get(0).member("n1").roundTrip();
    assertNotNull(measured);
    assertTrue(measured.toNanos() > 400_000 && measured.toNanos() < 2_400_000, "" + measured);
  }

  @Test
  void sameSeedGivesTheSameTrace() {
    assertEquals(traceOf(42), traceOf(42));
    assertTrue(traceOf(42) != traceOf(43));
  }

  private static long traceOf(long seed) {
    World world = new World(seed, SwimSettings.lan());
    List<SimNode> nodes = world.start(12);
    world.loss = 0.2;
    world.run(Duration.ofSeconds(20));
    nodes.get(3).crash();
    world.run(Duration.ofSeconds(20));
    nodes.get(3).start();
    world.cutOff(nodes.subList(0, 4));
    world.run(Duration.ofSeconds(20));
    world.heal();
    world.run(Duration.ofSeconds(20));
    return world.traceHash();
  }

  private static Identity identity(SimNode node) {
    return new Identity(node.name, node.region, node.address, null, node.site);
  }
}
