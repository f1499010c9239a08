package dev.fairlead.watchdog.action;

import dev.fairlead.watchdog.control.ControlClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Saves what is needed to find the cause before the process is ended.
 *
 * <pre>
 *   reason.txt     verdict, what was found, the last pulses
 *   threads.txt    all stacks (SIGQUIT), or the kernel's view of the threads when there are none
 *   locks.txt      show locks --stacks
 *   loops.txt      show loops
 *   info.txt       show info
 *   log.txt        the last lines the node wrote
 *   proc.txt       /proc/PID/status and stat
 * </pre>
 *
 * <p>Every step has its own limit and all of them together {@link #TOTAL}: each millisecond here is
 * one more without service. A step that fails leaves its reason in its file. Used by one thread.
 */
public final class Evidence {
  /** All steps together, unless the disk itself hangs. */
  public static final Duration TOTAL = Duration.ofMillis(600);

  private static final Duration THREADS = Duration.ofMillis(300);
  private static final Duration ANSWER = Duration.ofMillis(100);

  /** Loops named in the reason; loops.txt has them all. */
  private static final int MAX_LATE_LOOPS = 8;

  /** Characters of a stack in the reason; threads.txt has the whole. */
  private static final int MAX_FINDING = 500;

  private final Incident incident;
  private final Path folder;
  private final ProcFiles proc;
  private final List<String> findings = new ArrayList<>();
  private final long deadline = System.nanoTime() + TOTAL.toNanos();

  private Evidence(Incident incident, Path folder) {
    this.incident = incident;
    this.folder = folder;
    this.proc = new ProcFiles(incident.process().pid());
  }

  /**
   * Makes the folder and fills it.
   *
   * @return the folder
   * @throws IOException when the folder or a file in it cannot be written
   */
  public static Path collect(Incident incident) throws IOException, InterruptedException {
    EvidenceFolders folders = new EvidenceFolders(incident.node().data().resolve("evidence"));
    Evidence evidence = new Evidence(incident, folders.create(incident.folderName()));
    evidence.collect();
    return evidence.folder;
  }

  private void collect() throws IOException, InterruptedException {
    write("reason.txt", reason());
    write("log.txt", incident.process().recentLines());
    if (incident.process().alive()) {
      write("proc.txt", proc.describe());
      write("threads.txt", threads());
      ask();
    } else {
      findings.add("the process had ended: no threads, no locks; its last lines are in log.txt");
    }
    write("reason.txt", reason());
  }

  private List<String> threads() throws IOException, InterruptedException {
    if (proc.stopped()) {
      findings.add("the process was stopped (state T): no thread of it runs");
      findings.addAll(proc.tasks());
      return withTasks("the process is stopped (state T) and cannot write its stacks");
    }
    List<String> dump = incident.process().threadDump(within(THREADS));
    if (dump.isEmpty()) {
      findings.add("the JVM did not write its stacks within " + THREADS.toMillis() + " ms");
      return withTasks(findings.getLast());
    }
    findings.addAll(DumpFindings.in(dump));
    return dump;
  }

  private void ask() throws IOException {
    String silent = "";
    try (ControlClient client = ControlClient.connect(incident.node().control(), within(ANSWER))) {
      write("locks.txt", client.ask("show locks --stacks", within(ANSWER)));
      List<String> loops = client.ask("show loops", within(ANSWER));
      write("loops.txt", loops);
      findings.addAll(lateLoops(loops));
      write("info.txt", client.ask("show info", within(ANSWER)));
    } catch (IOException unanswered) {
      silent = "control socket: " + unanswered.getMessage();
      findings.add(silent);
    }
    for (String file : List.of("locks.txt", "loops.txt", "info.txt")) {
      if (!Files.exists(folder.resolve(file))) {
        write(file, List.of(silent));
      }
    }
  }

  /** The loops whose stack the node shows, as it does of those that are late. */
  private static List<String> lateLoops(List<String> loops) {
    return loops.stream()
        .filter(loop -> loop.contains(" at "))
        .limit(MAX_LATE_LOOPS)
        .map(loop -> loop.replaceAll("\\s+", " "))
        .map(loop -> "late: " + loop.substring(0, Math.min(loop.length(), MAX_FINDING)))
        .toList();
  }

  private List<String> reason() {
    List<String> lines = new ArrayList<>();
    lines.add(incident.verdict().text());
    lines.add("at " + incident.when() + ", process " + incident.process().pid());
    lines.addAll(findings);
    lines.add("");
    lines.add("last pulses, milliseconds before the verdict:");
    long last = incident.pulses().isEmpty() ? 0 : incident.pulses().getLast().atNanos();
    incident
        .pulses()
        .forEach(p -> lines.add("%6d  %s".formatted((last - p.atNanos()) / 1_000_000, p.text())));
    return lines;
  }

  private List<String> withTasks(String first) {
    List<String> lines = new ArrayList<>();
    lines.add(first);
    lines.add("thread   state name          waits in");
    lines.addAll(proc.tasks());
    return lines;
  }

  private void write(String file, List<String> lines) throws IOException {
    Files.write(folder.resolve(file), lines);
  }

  private Duration within(Duration step) {
    Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    return left.compareTo(step) < 0 ? left : step;
  }
}
