package dev.fairlead.stress.soak;

import dev.fairlead.stress.node.OwnProcesses;
import dev.fairlead.stress.node.SupervisedNode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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
 * <p>Confined to one thread. Flat is: the median of the last quarter of the looks is not more than
 * {@value #PERCENT} % and {@value #MEBIBYTES} MiB above that of the second. The first is warming
 * up.
 */
final class Sampler {
  static final int PERCENT = 10;
  static final int MEBIBYTES = 24;

  /** A JVM takes some minutes to find its size: of shorter runs memory is shown, not judged. */
  static final Duration JUDGED = Duration.ofMinutes(8);

  private static final int FILES = 300;
  private static final int MOST = 10_000;
  private static final int FEWEST = 8;
  private static final int QUARTERS = 4;
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * One look.
   *
   * @param resident set, MiB
   * @param heap in use, MiB
   * @param direct buffers the JVM knows of, MiB
   * @param files open
   */
  private record Look(double resident, double heap, double direct, int files) {}

  private final SupervisedNode node;
  private final Tally tally;
  private final long pid;
  private final List<Look> looks = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

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
    String metrics = metrics();
    if (looks.size() < MOST) {
      looks.add(
          new Look(
              OwnProcesses.residentMebibytes(pid),
              info.path("heap_used_bytes").asLong() / 1048576.0,
              sum(metrics, "jvm_buffer_memory_used_bytes{id=\"direct\"}"),
              files()));
    }
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
    quarters(out, "resident", Look::resident, judged ? MEBIBYTES : -1);
    quarters(out, "heap", Look::heap, -1);
    quarters(out, "direct", Look::direct, judged ? MEBIBYTES : -1);
    quarters(out, "files", Look::files, judged ? FILES : -1);
    if (!judged) {
      out.println("not judged: a run of %d minutes or more is".formatted(JUDGED.toMinutes()));
    }
    return problems;
  }

  /** Prints one row; {@code slack} of -1 judges nothing. */
  private void quarters(PrintWriter out, String what, ToDoubleFunction<Look> of, int slack) {
    double[] medians = new double[QUARTERS];
    for (int i = 0; i < QUARTERS; i++) {
      int from = looks.size() * i / QUARTERS;
      int to = looks.size() * (i + 1) / QUARTERS;
      medians[i] =
          looks.subList(from, to).stream().mapToDouble(of).sorted().toArray()[(to - from) / 2];
    }
    out.println(
        "%-10s %8.1f%8.1f%8.1f%8.1f"
            .formatted(what, medians[0], medians[1], medians[2], medians[3]));
    if (slack >= 0 && medians[3] > medians[1] * (100 + PERCENT) / 100 + slack) {
      problems.add("%s grows: %.1f, later %.1f".formatted(what, medians[1], medians[3]));
    }
  }
}
