package dev.fairlead.gossip.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.gossip.change.Change;
import dev.fairlead.gossip.change.Scope;
import dev.fairlead.gossip.change.Stream;
import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.swim.SwimSettings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangeWorldTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @ParameterizedTest
  @CsvSource({"3,0.3", "10,0.3", "40,0.3", "40,0"})
  void everyVersionReachesEverybodyAtAnyLoss(int count, double loss) {
    World world = new World(count, SwimSettings.lan());
    List<SimNode> nodes = world.start(count);
    world.until("all see all", world::allAlive, MINUTE);
    world.loss = loss;
    for (int number = 1; number <= 50; number++) {
      SimNode writer = nodes.get(number % 3);
      writer.commit(version(writer, Scope.WORLD, (number + 2) / 3));
      world.run(Duration.ofMillis(20));
    }
    Duration took = world.until("all hold all", () -> same(nodes), Duration.ofSeconds(30));
    int pushes = nodes.stream().mapToInt(node -> node.pushes).sum();
    System.out.printf(
        "%d nodes, loss %.1f: complete %d ms after the last commit, %.2f pushes per node and change%n",
        count, loss, took.toMillis(), pushes / 50.0 / count);
  }

  @Test
  void fewNodesGetItFromTheOriginAndForwardNothing() {
    World world = new World(2, SwimSettings.lan());
    List<SimNode> nodes = world.start(4);
    world.until("all see all", world::allAlive, MINUTE);
    nodes.get(0).commit(version(nodes.get(0), Scope.WORLD, 1));
    world.run(Duration.ofMillis(10));
    assertTrue(same(nodes));
    assertEquals(3, nodes.stream().mapToInt(node -> node.pushes).sum());
  }

  @Test
  void regionalVersionsStayInTheirRegion() {
    World world = new World(3, SwimSettings.lan());
    List<SimNode> nodes = world.start(10);
    world.until("all see all", world::allAlive, MINUTE);
    world.loss = 0.3;
    Stream regional = new Stream(nodes.get(0).site, Scope.of("ams"));
    for (int number = 1; number <= 20; number++) {
      nodes.get(0).commit(version(nodes.get(0), Scope.of("ams"), number));
    }
    world.run(Duration.ofSeconds(30));
    for (SimNode node : nodes) {
      long expected = node.region.equals("ams") ? 20 : 0;
      assertEquals(expected, node.store.vector().of(regional).head(), node.name);
      assertEquals(0, node.store.vector().of(regional).missing(), node.name);
    }
  }

  @Test
  void nodeThatWasAwayCatchesUpInManyBatches() {
    World world = new World(4, SwimSettings.lan());
    List<SimNode> nodes = world.start(3);
    world.until("all see all", world::allAlive, MINUTE);
    nodes.get(2).crash();
    for (int number = 1; number <= 500; number++) {
      nodes.get(0).commit(version(nodes.get(0), Scope.WORLD, number));
    }
    nodes.get(2).start();
    world.until("caught up", () -> same(nodes), Duration.ofSeconds(20));
  }

  @Test
  void bothSidesOfAPartitionGetTheOthersVersions() {
    World world = new World(5, SwimSettings.lan());
    List<SimNode> nodes = world.start(6);
    world.until("all see all", world::allAlive, MINUTE);
    world.cutOff(nodes.subList(0, 3));
    for (int number = 1; number <= 30; number++) {
      nodes.get(0).commit(version(nodes.get(0), Scope.WORLD, number));
      nodes.get(5).commit(version(nodes.get(5), Scope.WORLD, number));
    }
    world.run(MINUTE);
    world.heal();
    world.until("both got both", () -> same(nodes), MINUTE);
    assertEquals(
        List.of(), nodes.get(1).vector().of(new Stream(nodes.get(5).site, Scope.WORLD)).gaps());
  }

  private static boolean same(List<SimNode> nodes) {
    return nodes.stream().map(node -> node.store.vector()).distinct().count() == 1
        && nodes.get(0).store.vector().streams().size() > 0;
  }

  private static Version version(SimNode writer, Scope scope, long number) {
    Change change = new Change.Cell("service", List.of("s" + number), "policy", "{}", 1, 1, 0);
    return new Version(new Stream(writer.site, scope), number, number, List.of(change));
  }
}
