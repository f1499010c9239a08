package dev.fairlead.stress.bench.proxy;

import dev.fairlead.stress.bench.figure.Figure;
import dev.fairlead.stress.bench.figure.Goal;
import dev.fairlead.stress.bench.figure.Report;
import dev.fairlead.stress.bench.figure.Sample;
import dev.fairlead.stress.bench.peer.Door;
import dev.fairlead.stress.bench.peer.Home;
import dev.fairlead.stress.bench.peer.Stand;
import dev.fairlead.stress.bench.proxy.Field.Spent;
import dev.fairlead.stress.data.DataFolder;
import dev.fairlead.stress.data.DataSettings;
import dev.fairlead.stress.data.Population;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** What a routed request costs with few services in the replica and with many. */
final class Growth {
  private static final long SEED = 1; // data sets are shared with the other benchmarks
  private static final int FEW = 10;
  private static final int MANY = 10_000;
  private static final int MOST = 1_000_000;
  private static final int INSTANCES_EACH = 3;
  private static final Goal FLAT = Goal.atMost(1.05);
  private static final String SMALL = "/";

  private Growth() {}

  static void measure(Stand stand, Plan plan, Report report) throws IOException {
    List<Integer> sizes = plan.quick() ? List.of(FEW, MANY) : List.of(FEW, MANY, MOST);
    try (Field field = Field.empty(stand, plan, report)) {
      for (int size : sizes) {
        report.note("data of %d services, made now unless it is there".formatted(size));
        field.add(name(size), stand.fairlead(home(size)));
      }
      field.warmUp(Door.WEB, SMALL);
      report(field.saturate(Door.WEB, SMALL), sizes, report);
    }
  }

  private static Home home(int size) {
    DataSettings settings = new DataSettings(SEED, size, size * INSTANCES_EACH);
    Path data = DataFolder.prepare(settings, DataFolder.parent(), line -> {});
    Population population = new Population(settings);
    return new Home(
        DataSettings.NODE,
        DataSettings.REGION,
        data,
        population.host(Population.PROBE),
        population.service(Population.PROBE).instances().getFirst().id());
  }

  private static String name(int size) {
    return size + " services";
  }

  private static void report(Turns<Spent> spent, List<Integer> sizes, Report report) {
    List<Spent> few = spent.results().getOrDefault(name(sizes.getFirst()), List.of());
    if (few.isEmpty()) {
      report.note("growth: not measured");
      return;
    }
    report.add(
        Figure.plain(
            "routed request with " + name(sizes.getFirst()) + ": processor time",
            new Sample(few.stream().map(Spent::microsEach).toList()),
            "µs"));
    for (int size : sizes.subList(1, sizes.size())) {
      List<Spent> many = spent.results().getOrDefault(name(size), List.of());
      List<Double> ratios = ratios(many, few);
      String name = "the same with %s, over that".formatted(name(size));
      if (ratios.isEmpty()) {
        report.note(name + ": not measured");
      } else {
        report.add(Figure.aimed(name, new Sample(ratios), "×", FLAT));
      }
    }
  }

  /** Round by round, as far as both have them. */
  private static List<Double> ratios(List<Spent> many, List<Spent> few) {
    return IntStream.range(0, Math.min(many.size(), few.size()))
        .mapToObj(round -> many.get(round).microsEach() / few.get(round).microsEach())
        .toList();
  }
}
