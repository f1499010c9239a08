package dev.fairlead.stress.bench.proxy;

import dev.fairlead.stress.bench.figure.Report;
import dev.fairlead.stress.bench.peer.Cores;
import dev.fairlead.stress.bench.peer.MissingTools;
import dev.fairlead.stress.bench.peer.Stand;
import dev.fairlead.stress.bench.peer.Tool;
import dev.fairlead.stress.bench.proxy.Row.Table;
import dev.fairlead.stress.data.DataFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code ./fairlead bench http|tls|tcp|idle}: Fairlead beside its peers. */
public final class ProxyBench {
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmm").withZone(ZoneOffset.UTC);

  private final Plan plan;
  private final Path launcher;
  private final Report report;
  private final int figuresBefore;
  private final int notesBefore;

  private ProxyBench(Plan plan, Path launcher, Report report) {
    this.plan = plan;
    this.launcher = launcher;
    this.report = report;
    this.figuresBefore = report.figures().size();
    this.notesBefore = report.notes().size();
  }

  /**
   * Measures, prints, and writes a report: beside the launcher under {@code stress/reports}, of a
   * quick run among what the build makes.
   *
   * @param launcher {@code ./fairlead}; null if something else started this
   * @throws MissingTools if a program is not installed
   */
  public static void measure(Plan plan, @Nullable Path launcher, Report report) throws IOException {
    if (launcher == null) {
      throw new MissingTools(
          "bench " + plan.table().word() + " is started by ./fairlead, which starts the node too");
    }
    Tool.require(tools(plan.table()));
    new ProxyBench(plan, launcher, report).measure();
  }

  private static Set<Tool> tools(Table table) {
    EnumSet<Tool> tools = EnumSet.of(Tool.TASKSET, Tool.HAPROXY, Tool.NGINX, Tool.WRK);
    if (table == Table.HTTP) {
      tools.add(Tool.H2LOAD);
    }
    return tools;
  }

  private void measure() throws IOException {
    Instant start = Instant.now();
    List<String> circumstances = new ArrayList<>();
    circumstances.add("date: " + start);
    circumstances.add("command: `" + plan.command() + "`");
    circumstances.addAll(Machine.circumstances());
    circumstances.add("load: %s; %s".formatted(Tool.WRK.version(), Tool.H2LOAD.version()));
    warn();
    try (Stand stand = Stand.open(launcher)) {
      circumstances.add(placement(stand.cores()));
      measure(stand);
    }
    Path file = folder().resolve("bench-" + plan.table().word() + "-" + NAME.format(start) + ".md");
    new MarkdownReport(
            "`./fairlead bench " + plan.table().word() + "`",
            circumstances,
            report.figures().subList(figuresBefore, report.figures().size()),
            report.notes().subList(notesBefore, report.notes().size()))
        .write(file);
    report.note("report: " + file);
  }

  private void warn() throws IOException {
    if (Machine.busy()) {
      report.note("others work on this machine too: these figures are not final");
    }
    if (plan.quick()) {
      report.note("a short run, to see that everything works: these figures are not final");
    }
  }

  private void measure(Stand stand) throws IOException {
    report.note(placement(stand.cores()));
    report.note(
        "seed %d, %d rounds of %d s each".formatted(plan.seed(), plan.rounds(), plan.seconds()));
    switch (plan.table()) {
      case HTTP -> HttpTable.measure(stand, plan, report);
      case TLS -> TlsTable.measure(stand, plan, report);
      case TCP -> TcpTable.measure(stand, plan, report);
      case IDLE -> IdleTable.measure(stand, plan, report);
    }
  }

  private static String placement(Cores cores) {
    return cores.apart()
        ? "contenders on core %s, origin and load on %s; 64 connections, keep-alive"
            .formatted(cores.contender(), cores.load())
        : "one core for all, so figures mean little; 64 connections, keep-alive";
  }

  private Path folder() {
    Path root = launcher.toAbsolutePath().getParent();
    return plan.quick() || root == null
        ? DataFolder.parent().resolveSibling("reports")
        : root.resolve("stress").resolve("reports");
  }
}
