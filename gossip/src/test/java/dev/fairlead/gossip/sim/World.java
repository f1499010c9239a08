package dev.fairlead.gossip.sim;

import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Member.State;
import dev.fairlead.gossip.swim.SwimSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * A cluster in virtual time: real protocol code, a network made of a seed.
 *
 * <p>Datagrams take 0.2 to 1.2 ms and may be lost; streams take 2 ms and break only at partitions
 * and crashes. The hash over everything delivered is the same whenever the seed is.
 */
public final class World {
  private static final Duration LOOK = Duration.ofMillis(10);
  private static final long STREAM_NANOS = 2_000_000;

  final SwimSettings settings;
  final SplittableRandom random;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
  private final Map<Address, SimNode> byAddress = new LinkedHashMap<>();
  private final List<SimNode> nodes = new ArrayList<>();
  private final Set<SimNode> cutOff = new HashSet<>();
  private long now;
  private long entered;
  private long hash;
  double loss;
  long wallOffsetMillis;
  int largestDatagram;

  public World(long seed, SwimSettings settings) {
    System.out.println("world seed " + seed);
    this.settings = settings;
    this.random = new SplittableRandom(seed);
  }

  /** Starts {@code count} nodes, all joining the first; every second one in another region. */
  public List<SimNode> start(int count) {
    for (int i = 0; i < count; i++) {
      Address address = new Address("10.0." + i / 250 + "." + (1 + i % 250), 7401);
      SimNode node = new SimNode(this, "n" + i, i % 2 == 0 ? "ams" : "waw", address, seeds());
      nodes.add(node);
      byAddress.put(address, node);
      node.start();
    }
    return nodes;
  }

  private List<Address> seeds() {
    return nodes.isEmpty() ? List.of() : List.of(nodes.get(0).address);
  }

  public long now() {
    return now;
  }

  public long wallMillis() {
    return 1_700_000_000_000L + wallOffsetMillis + now / 1_000_000;
  }

  public long traceHash() {
    return hash;
  }

  /** From now on {@code some} reach each other only, and nobody else reaches them. */
  public void cutOff(List<SimNode> some) {
    cutOff.clear();
    cutOff.addAll(some);
  }

  public void heal() {
    cutOff.clear();
  }

  public void run(Duration time) {
    long end = now + time.toNanos();
    while (!events.isEmpty() && events.peek().at() <= end) {
      step();
    }
    now = end;
  }

  /** Runs until {@code condition}; returns how long that took. */
  public Duration until(String what, BooleanSupplier condition, Duration limit) {
    long start = now;
    while (!condition.getAsBoolean()) {
      if (now - start > limit.toNanos()) {
        throw new AssertionError("not within " + limit + ": " + what + "\n" + views());
      }
      run(LOOK);
    }
    return Duration.ofNanos(now - start);
  }

  /** Whether all running nodes but {@code about} believe that it is {@code state}. */
  public boolean allBelieve(SimNode about, State state) {
    return nodes.stream()
        .filter(node -> node != about && node.running())
        .allMatch(node -> node.believes(about.name) == state);
  }

  public boolean anyBelieves(SimNode about, State state) {
    return nodes.stream()
        .anyMatch(node -> node != about && node.running() && node.believes(about.name) == state);
  }

  public boolean allAlive() {
    return nodes.stream().allMatch(node -> allBelieve(node, State.ALIVE));
  }

  void datagram(SimNode from, Address to, byte[] bytes) {
    largestDatagram = Math.max(largestDatagram, bytes.length);
    if (random.nextDouble() >= loss) {
      at(now + 200_000 + random.nextInt(1_000_000), to, from, bytes, false);
    }
  }

  void stream(SimNode from, Address to, byte[] bytes) {
    at(now + STREAM_NANOS, to, from, bytes, true);
  }

  void at(SimNode node, long time, Runnable task) {
    int life = node.life();
    events.add(
        new Event(
            Math.max(now, time),
            entered++,
            node,
            () -> {
              if (node.life() == life) {
                task.run();
              }
            }));
  }

  private void at(long time, Address to, SimNode from, byte[] bytes, boolean stream) {
    SimNode target = byAddress.get(to);
    if (target == null) {
      return;
    }
    events.add(
        new Event(
            time,
            entered++,
            target,
            () -> {
              if (target.running() && cutOff.contains(from) == cutOff.contains(target)) {
                hash = (hash * 31 + java.util.Arrays.hashCode(bytes)) * 31 + now;
                target.deliver(bytes, stream);
              }
            }));
  }

  private void step() {
    Event event = events.remove();
    now = Math.max(now, event.at());
    if (event.node().pausedUntil > now) {
      events.add(new Event(event.node().pausedUntil, entered++, event.node(), event.task()));
    } else {
      event.task().run();
    }
  }

  private String views() {
    StringBuilder text = new StringBuilder();
    nodes.forEach(node -> text.append(node.name).append(" sees ").append(node.view()).append('\n'));
    return text.toString();
  }

  private record Event(long at, long order, SimNode node, Runnable task) {}
}
