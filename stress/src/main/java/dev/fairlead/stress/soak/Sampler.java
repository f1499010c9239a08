package dev.fairlead.stress.soak;

import dev.fairlead.stress.bench.peer.Program;
import dev.fairlead.stress.node.OwnProcesses;
import dev.fairlead.stress.node.SupervisedNode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Looks at the memory and the files of the node, and at what it says of itself.
 *
 * <p>The resident set goes with the heap, and that with how busy the machine is: judged is what is
 * in use after a collection, asked for every {@link #COLLECT}, and what is resident beyond the
 * heap. Flat is: the median of the last quarter of the looks is not more than {@value #PERCENT} %
 * and {@value #MEBIBYTES} MiB above that of the second. The first is warming up. Confined to one
 * thread.
 */
final class Sampler {
  static final int PERCENT = 10;
  static final int MEBIBYTES = 24;

  /** A JVM takes some minutes to find its size: of shorter runs memory is shown, not judged. */
  static final Duration JUDGED = Duration.ofMinutes(8);

  /** Between two collections that are asked for: each stops the node for a moment. */
  static final Duration COLLECT = Duration.ofSeconds(20);

  private static final int FILES = 300;
  private static final int MOST = 10_000;
  private static final int FEWEST = 8;
  private static final int QUARTERS = 4;
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * One look.
   *
   * @param resident set, MiB
   * @param beyond the heap as it is committed, MiB
   * @param direct buffers the JVM knows of, MiB
   * @param files open
   */
  private record Look(double resident, double beyond, double direct, int files) {}

  private final SupervisedNode node;
  private final Tally tally;
  private final long pid;
  private final List<Look> looks = new ArrayList<>();
  private final List<Double> live = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private long collected = System.nanoTime();

  Sampler(SupervisedNode node, Tally tally) {
    this.node = node;
    this.tally = tally;
    this.pid = node.pid();
  }

  /** Looks. */
  void look() throws IOException {
    long before = System.nanoTime();
    JsonNode info = JSON.readTree(node.ask("show info --json").getFirst());
    if (info.path("pid").asLong() != pid && problems.isEmpty()) {
      problems.add("node %d became %d".formatted(pid, info.path("pid").asLong()));
    }
    if (!info.path("overload").asString("calm").equals("calm")) {
      long around = TimeUnit.SECONDS.toNanos(10); // steps last five seconds at least
      tally.happened(new Incident(Rule.OVERLOAD, before - around, before + around));
    }
    if (looks.size() < MOST) {
      String metrics = metrics();
      double resident = OwnProcesses.residentMebibytes(pid);
      double heap = sum(metrics, "jvm_memory_committed_bytes{area=\"heap\"");
      double direct = sum(metrics, "jvm_buffer_memory_used_bytes{id=\"direct\"}");
      looks.add(new Look(resident, resident - heap, direct, files()));
      if (before - collected >= COLLECT.toNanos()) {
        collected = before;
        collect();
      }
    }
  }

  private void collect() throws IOException {
    Program.run(
        COLLECT,
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
            Long.toString(pid),
            "GC.run"));
    live.add(sum(metrics(), "jvm_memory_used_bytes{area=\"heap\""));
  }

  private String metrics() throws IOException {
    try (InputStream in = URI.create(node.place().api() + "/metrics").toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static double sum(String metrics, String name) {
    return metrics
            .lines()
            .filter(line -> line.startsWith(name))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
            .sum()
        / 1048576.0;
  }

  private int files() {
    String[] numbers = new File("/proc/" + pid + "/fd").list();
    return numbers == null ? 0 : numbers.length;
  }

  /** Prints the quarters; what is wrong with them. */
  List<String> judge(PrintWriter out, Duration time) {
    if (looks.size() < FEWEST) {
      out.println("memory: too few looks to say");
      return problems;
    }
    boolean judged = time.compareTo(JUDGED) >= 0;
    out.println("memory (MiB)    1st     2nd     3rd     4th quarter, medians");
    quarters(out, "resident", all(Look::resident), -1);
    quarters(out, "not heap", all(Look::beyond), judged ? MEBIBYTES : -1);
    quarters(out, "live heap", live, judged ? MEBIBYTES : -1);
    quarters(out, "direct", all(Look::direct), judged ? MEBIBYTES : -1);
    quarters(out, "files", all(Look::files), judged ? FILES : -1);
    if (!judged) {
      out.println("not judged: a run of %d minutes or more is".formatted(JUDGED.toMinutes()));
    }
    return problems;
  }

  private List<Double> all(ToDoubleFunction<Look> of) {
    return looks.stream().mapToDouble(of).boxed().toList();
  }

  /** Prints one row; {@code slack} of -1 judges nothing. */
  private void quarters(PrintWriter out, String what, List<Double> values, int slack) {
    if (values.size() < QUARTERS) {
      return;
    }
    double[] medians = new double[QUARTERS];
    for (int i = 0; i < QUARTERS; i++) {
      int from = values.size() * i / QUARTERS;
      int to = values.size() * (i + 1) / QUARTERS;
      medians[i] = values.subList(from, to).stream().sorted().toList().get((to - from) / 2);
    }
    out.println(
        "%-10s %8.1f%8.1f%8.1f%8.1f"
            .formatted(what, medians[0], medians[1], medians[2], medians[3]));
    if (slack >= 0 && medians[3] > medians[1] * (100 + PERCENT) / 100 + slack) {
      problems.add("%s grows: %.1f, later %.1f".formatted(what, medians[1], medians[3]));
    }
  }
}
