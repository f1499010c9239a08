package dev.fairlead.stress.bench.balance;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.InFlights;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.InstanceRow;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.proxy.balance.Asker;
import dev.fairlead.proxy.balance.Balancer;
import dev.fairlead.proxy.balance.Latency;
import dev.fairlead.proxy.balance.Traits;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/** Choosing one of a service's instances, alone and with what follows, by one thread and by two. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ChoiceBenchmark {
  private static final int KEYS = 1024; // a power of two

  /** How the service wants to be balanced. */
  @Param({"P2C", "ROUND_ROBIN", "HASH"})
  public Policy.Balance balance;

  /** Its instances. */
  @Param({"3", "10", "100", "1000"})
  public int instances;

  private ServiceView view;
  private final IntSupplier turns = new AtomicInteger()::getAndIncrement;

  /** Every instance has answered once: each in a time of its own. */
  @Setup
  public void make() {
    List<InstanceRow> rows = new ArrayList<>();
    for (int i = 0; i < instances; i++) {
      InetSocketAddress endpoint = new InetSocketAddress("127.0.0.1", 1 + i);
      rows.add(
          new InstanceRow(
              "instance-" + i,
              "node",
              endpoint,
              InstanceRow.State.UP,
              InstanceRow.Health.PASSING,
              100,
              0,
              0));
    }
    Policy policy = Policy.DEFAULT.withBalance(balance);
    Instances packed = Instances.pack(rows, new InFlights());
    view = new ServiceView("app", "http", policy, packed, List.of(), 1);
    for (int i = 0; i < instances; i++) {
      Latency.took(packed.get(i).load(), 1_000_000 + 1_000 * i, System.nanoTime());
    }
  }

  /** What one event loop asks with. */
  @State(Scope.Thread)
  public static class Loop {
    private List<Asker> askers = List.of();
    private int next;

    /** As many clients as there are keys. */
    @Setup
    public void make(ChoiceBenchmark all) {
      askers =
          IntStream.range(0, KEYS)
              .mapToObj(i ->
                  new Asker(
                      _ -> false,
                      ThreadLocalRandom.current(),
                      all.turns,
                      Traits.of("10.0." + i / 256 + "." + i % 256)))
              .toList();
    }

    Asker asker() {
      return askers.get(next++ & (KEYS - 1));
    }
  }

  /** The choice alone. */
  @Benchmark
  public @Nullable Instance choose(Loop loop) {
    return Balancer.choose(view, loop.asker(), System.nanoTime());
  }

  /** The choice, a place taken, the answer written down, the place given back. */
  @Benchmark
  public int turn(Loop loop) {
    return wholeTurn(loop);
  }

  /** The same by two threads at once. */
  @Benchmark
  @Threads(2)
  public int turnByTwo(Loop loop) {
    return wholeTurn(loop);
  }

  private int wholeTurn(Loop loop) {
    Instance chosen = Balancer.choose(view, loop.asker(), System.nanoTime());
    boolean taken = chosen != null && chosen.load().tryAcquire(chosen.hard());
    if (!taken) {
      throw new IllegalStateException("nobody is full here");
    }
    Latency.took(chosen.load(), 1_000_000, System.nanoTime());
    chosen.load().release();
    return chosen.weight();
  }

  /** Reading the clock once, which all of the above do. */
  @Benchmark
  public long clock() {
    return System.nanoTime();
  }
}
