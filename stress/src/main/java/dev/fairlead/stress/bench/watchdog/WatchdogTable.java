package dev.fairlead.stress.bench.watchdog;

import dev.fairlead.stress.bench.figure.Figure;
import dev.fairlead.stress.bench.figure.Goal;
import dev.fairlead.stress.bench.figure.Report;
import dev.fairlead.stress.bench.figure.Sample;
import dev.fairlead.stress.data.DataFolder;
import dev.fairlead.stress.node.Launch;
import dev.fairlead.stress.node.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * The table of the watchdog: each fault so many rounds, with and without a spare.
 *
 * <p>Confined to one thread.
 */
public final class WatchdogTable {
  private static final double DEADLINE_MILLIS = 500; // the default of watchdog.deadline
  private static final double WITH_SPARE_MILLIS = DEADLINE_MILLIS + 100;
  private static final double WITHOUT_SPARE_MILLIS = DEADLINE_MILLIS + 450;
  private static final double RESIDENT_MEBIBYTES = 60;

  /** When the fault strikes: so long after the load began. */
  private static final int EARLIEST_MILLIS = 800;

  private static final int LATEST_MILLIS = 2000;

  private final Plan plan;
  private final Path folder;
  private final Path file;
  private final Launch launch;
  private final Report report;
  private final SplittableRandom random;
  private final List<Double> resident = new ArrayList<>();
  private long refused;
  private int rounds;
  private int complete;
  private int intact;
  private boolean kept;

  /**
   * What to measure.
   *
   * <p>Immutable.
   *
   * @param faults which
   * @param spares with a spare, without, or both
   * @param rounds of each
   * @param seed of the moments of the faults
   */
  public record Plan(Set<Fault> faults, List<Boolean> spares, int rounds, long seed) {
    /** Copies. */
    public Plan {
      faults = Set.copyOf(faults);
      spares = List.copyOf(spares);
    }
  }

  private WatchdogTable(Plan plan, Path file, Launch launch, Report report) throws IOException {
    this.plan = plan;
    this.file = file;
    this.launch = launch;
    this.report = report;
    this.random = new SplittableRandom(plan.seed());
    this.folder = Files.createTempDirectory("fairlead"); // short: it holds a socket
  }

  /** Measures, prints, and adds a line of JSON a round to {@code file}. */
  public static void measure(Plan plan, Path file, Launch launch, Report report)
      throws IOException {
    report.note(
        "seed %d, %d rounds each; load: 200/s on new connections, 20 kept connections and"
            .formatted(plan.seed(), plan.rounds()));
    report.note("10 streams with 10/s each; a fresh node each round; milliseconds, p50 / max");
    WatchdogTable table = new WatchdogTable(plan, file, launch, report);
    for (boolean spare : plan.spares()) {
      for (Fault fault : Fault.values()) {
        if (plan.faults().contains(fault)) {
          table.row(fault, spare);
        }
      }
    }
    table.sums();
    report.note("one line a round: " + file);
    table.tidy();
  }

  private void row(Fault fault, boolean spare) throws IOException {
    List<Round.Result> results = new ArrayList<>();
    for (int i = 0; i < plan.rounds(); i++) {
      Duration delay = Duration.ofMillis(random.nextInt(EARLIEST_MILLIS, LATEST_MILLIS));
      Place place = Place.in(Files.createDirectory(folder.resolve("r" + rounds)));
      rounds++;
      try {
        Round.Result result = new Round(fault, spare, delay).run(place, launch);
        results.add(result);
        record(fault, spare, result);
      } catch (IOException failed) {
        kept = true;
        report.note("%s, round %d FAILED: %s".formatted(fault.word(), i, failed.getMessage()));
      }
    }
    if (results.isEmpty()) {
      return;
    }
    report.add(figure(fault, spare, results));
    report.note(rest(results));
  }

  private static Figure figure(Fault fault, boolean spare, List<Round.Result> results) {
    Sample served = Sample.of(results.stream().mapToDouble(r -> r.outage().gapMillis()).toArray());
    String name =
        fault.word() + (spare ? ", spare" : ", no spare") + ": no new connection answered for";
    if (!fault.hasTarget()) {
      return Figure.plain(name, served, "ms");
    }
    Goal goal = Goal.atMost(spare ? WITH_SPARE_MILLIS : WITHOUT_SPARE_MILLIS);
    return Figure.aimed(name, served, "ms", goal);
  }

  private static String rest(List<Round.Result> results) {
    return "  verdict %s %s, last disturbed %s; refused %d, cut %d (%d under way), wrong %d; evidence %d/%d%s; lost %d of %d"
        .formatted(
            results.stream().map(Round.Result::verdict).distinct().collect(Collectors.joining("/")),
            spread(results.stream().mapToDouble(Round.Result::verdictMillis).toArray()),
            spread(results.stream().mapToDouble(r -> r.outage().wholeMillis()).toArray()),
            results.stream().mapToLong(r -> r.outage().refused()).sum(),
            results.stream().mapToLong(r -> r.outage().cut()).sum(),
            results.stream().mapToLong(r -> r.outage().underWay()).sum(),
            results.stream().mapToLong(r -> r.outage().failed()).sum(),
            results.stream().filter(r -> r.evidenceProblem().isEmpty()).count(),
            results.size(),
            results.stream()
                .map(Round.Result::evidenceProblem)
                .filter(problem -> !problem.isEmpty())
                .findFirst()
                .map(problem -> " (" + problem + ")")
                .orElse(""),
            results.stream().mapToInt(Round.Result::lost).sum(),
            results.stream().mapToInt(Round.Result::acknowledged).sum());
  }

  private static String spread(double... millis) {
    Sample sample = Sample.of(millis);
    return String.format(Locale.ROOT, "%.0f / %.0f", sample.median(), sample.max());
  }

  private void record(Fault fault, boolean spare, Round.Result result) throws IOException {
    refused += result.outage().refused();
    complete += result.evidenceProblem().isEmpty() ? 1 : 0;
    intact += result.lost() == 0 ? 1 : 0;
    resident.add(result.watchdogMebibytes());
    Map<String, Object> line = new TreeMap<>();
    line.put("fault", fault.word());
    line.put("spare", spare);
    line.put("seed", plan.seed());
    line.put("result", result);
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        new JsonMapper().writeValueAsString(line) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** What failed is left to be looked at. */
  private void tidy() throws IOException {
    if (kept) {
      report.note("logs and evidence: " + folder);
    } else {
      DataFolder.delete(folder);
    }
  }

  private void sums() {
    if (resident.isEmpty()) {
      return;
    }
    report.add(
        Figure.aimed("connections refused, all rounds", Sample.of(refused), "", Goal.atMost(0)));
    report.add(
        Figure.aimed(
            "evidence complete", Sample.of(100.0 * complete / rounds), "%", Goal.atLeast(100)));
    report.add(
        Figure.aimed(
            "rounds without a lost write",
            Sample.of(100.0 * intact / rounds),
            "%",
            Goal.atLeast(100)));
    report.add(
        Figure.aimed(
            "resident set of the watchdog, worst round",
            Sample.of(new Sample(resident).max()),
            "MiB",
            Goal.atMost(RESIDENT_MEBIBYTES)));
  }
}
