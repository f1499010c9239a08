package dev.fairlead.watchdog.evidence;

import dev.fairlead.watchdog.control.ControlClient;
import dev.fairlead.watchdog.proc.ProcFolder;
import dev.fairlead.watchdog.proc.ProcessState;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Looks at a process that is still there, and has what was found written.
 *
 * <pre>
 *   ledger.txt       what it wrote down itself
 *   log.txt          its last log lines
 *   proc.txt         status, stat and threads, as Linux shows them
 *   threads.txt      stacks by its JVM; the kernel's view when the JVM cannot say
 *   locks.txt loops.txt feed.txt info.txt     by its control socket; control.txt why not
 *   connections.txt  TCP connections
 *   memory.txt       by Linux, the ledger and the JVM
 *   summary.md       what all this says
 * </pre>
 *
 * <p>What needs no help of the process is taken first. Texts are made of it when the process is not
 * needed any more. Used by one thread.
 */
final class Examiner {
  /** Descriptors looked at, to find sockets among them; a look takes 10 microseconds. */
  private static final int MAX_DESCRIPTORS = 5000;

  /** Connections of the whole host that are looked at. */
  private static final int MAX_ROWS = 20_000;

  private static final Map<String, String> COMMANDS = commands();

  private final Victim victim;
  private final Budget budget;
  private final long deadline;
  private final ProcFolder proc;
  private final Map<String, String> missing = new LinkedHashMap<>();
  private final Map<String, Supplier<List<String>>> files = new LinkedHashMap<>();
  private Findings findings;

  Examiner(Victim victim, Budget budget) {
    this.victim = victim;
    this.budget = budget;
    this.deadline = System.nanoTime() + budget.total().toNanos();
    this.proc = ProcFolder.ofProcess(victim.pid());
    this.findings = found(ProcessState.GONE, LedgerReading.NONE);
  }

  private static Map<String, String> commands() {
    Map<String, String> commands = new LinkedHashMap<>();
    commands.put("locks.txt", "show locks --stacks");
    commands.put("loops.txt", "show loops");
    commands.put("feed.txt", "show feed");
    commands.put("info.txt", "show info");
    return commands;
  }

  /** What was found so far. */
  Findings findings() {
    return findings;
  }

  /** What should have been to be had and was not. */
  Map<String, String> missing() {
    return missing;
  }

  /** Takes what is to be had; when it returns, the process is not needed any more. */
  void examine() {
    ProcessState state = victim.ended() ? ProcessState.GONE : proc.stat().state();
    findings = found(state, LedgerReading.of(victim.ledger(), System.nanoTime()));
    ledger();
    List<Task> tasks = state == ProcessState.GONE ? List.of() : process();
    threads(state, tasks);
    if (state == ProcessState.ALIVE) {
      control();
    }
    if (state != ProcessState.GONE) {
      connections();
    }
    memory(state);
  }

  /** Has all of it written, and the summary as far as it is known. */
  void write(FolderWriter disk) {
    disk.put("summary.md", Summary.of(victim, findings, List.of(), "not complete yet"));
    files.forEach((file, lines) -> disk.put(file, lines.get()));
  }

  private Findings found(ProcessState state, LedgerReading ledger) {
    return new Findings(
        victim.word(), victim.text(), state, ledger, ThreadDump.NONE, "", List.of());
  }

  private void ledger() {
    if (victim.ledger() == null) {
      missing.put("ledger.txt", "the node had none");
      return;
    }
    LedgerReading ledger = findings.ledger();
    files.put("ledger.txt", () -> LedgerText.of(ledger));
    files.put(
        "log.txt",
        () -> ledger.log().isEmpty() ? List.of("nothing had been logged") : ledger.log());
  }

  private List<Task> process() {
    List<Task> tasks = Task.all(proc);
    findings = findings.withBusy(tasks.stream().filter(Task::busy).map(Task::name).toList());
    List<String> status = new ArrayList<>(proc.lines("status"));
    status.addAll(proc.lines("stat"));
    status.addAll(kernelView(tasks));
    files.put("proc.txt", () -> status);
    return tasks;
  }

  private void connections() {
    List<String> tables = new ArrayList<>(first(proc.lines("net/tcp")));
    tables.addAll(first(proc.lines("net/tcp6")));
    Set<String> sockets = sockets();
    files.put("connections.txt", () -> Connections.of(tables, sockets));
  }

  private static List<String> first(List<String> rows) {
    return rows.subList(0, Math.min(rows.size(), MAX_ROWS));
  }

  private static List<String> kernelView(List<Task> tasks) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("thread   state name               processor  waits in");
    tasks.forEach(task -> lines.add(task.toString()));
    return lines;
  }

  /** The numbers of the sockets that the process has. */
  private Set<String> sockets() {
    Set<String> inodes = new HashSet<>();
    int looked = 0;
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(proc.path().resolve("fd"))) {
      for (Path descriptor : descriptors) {
        if (++looked > MAX_DESCRIPTORS) {
          missing.put("connections.txt", "only of " + MAX_DESCRIPTORS + " descriptors");
          break;
        }
        String target = target(descriptor);
        if (target.startsWith("socket:[")) {
          inodes.add(target.substring("socket:[".length(), target.length() - 1));
        }
      }
    } catch (IOException | DirectoryIteratorException refused) {
      missing.put("connections.txt", refused.toString());
    }
    return inodes;
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closed) {
      return "";
    }
  }

  private void threads(ProcessState state, List<Task> tasks) {
    switch (state) {
      case GONE ->
          files.put(
              "threads.txt", () -> List.of("the process had ended: it had no threads any more"));
      case STOPPED -> kernelOnly("the process is stopped (state T): its JVM cannot answer", tasks);
      case ENDING -> kernelOnly("the process ends: its JVM cannot answer", tasks);
      case ALIVE -> stacks(tasks);
    }
  }

  private void stacks(List<Task> tasks) {
    try {
      List<String> dump = ask("Thread.print -l", budget.stacks());
      findings = findings.withDump(ThreadDump.parse(dump));
      files.put("threads.txt", () -> dump);
    } catch (IOException unanswered) {
      missing.put("threads.txt", "only the kernel's view: " + unanswered.getMessage());
      kernelOnly("no stacks: " + unanswered.getMessage(), tasks);
    }
  }

  private void kernelOnly(String why, List<Task> tasks) {
    List<String> lines = new ArrayList<>(List.of(why));
    lines.addAll(kernelView(tasks));
    files.put("threads.txt", () -> lines);
  }

  /**
   * A node that does not answer here is a finding; its ledger stands in for what it did not say.
   */
  private void control() {
    long end = System.nanoTime() + within(budget.answers()).toNanos();
    try (ControlClient client = ControlClient.connect(victim.control(), left(end))) {
      for (Map.Entry<String, String> command : COMMANDS.entrySet()) {
        List<String> answer = client.ask(command.getValue(), left(end));
        files.put(command.getKey(), () -> answer);
      }
    } catch (IOException unanswered) {
      String why = String.valueOf(unanswered.getMessage());
      findings = findings.withSilence(why);
      files.put(
          "control.txt", () -> List.of("the control socket: " + why, "see ledger.txt instead"));
    }
  }

  private void memory(ProcessState state) {
    List<String> lines = new ArrayList<>();
    lines.add("noted by the node itself: " + findings.ledger().vitals());
    if (state != ProcessState.GONE) {
      lines.add("");
      proc.lines("status").stream().filter(line -> line.startsWith("Vm")).forEach(lines::add);
      lines.add("");
      lines.addAll(proc.lines("smaps_rollup"));
    }
    if (!findings.dump().stacks().isEmpty()) {
      lines.add("");
      lines.addAll(heap());
    }
    files.put("memory.txt", () -> lines);
  }

  private List<String> heap() {
    try {
      return ask("GC.heap_info", budget.heap());
    } catch (IOException unanswered) {
      return List.of("heap: " + unanswered.getMessage());
    }
  }

  private List<String> ask(String command, Duration limit) throws IOException {
    return victim.pid() == ProcessHandle.current().pid()
        ? OwnJvm.ask(command)
        : JvmAttach.ask(victim.pid(), command, within(limit));
  }

  private Duration within(Duration step) {
    Duration left = left(deadline);
    return left.compareTo(step) < 0 ? left : step;
  }

  private static Duration left(long end) {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }
}
