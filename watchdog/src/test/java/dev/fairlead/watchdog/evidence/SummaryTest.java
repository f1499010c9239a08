package dev.fairlead.watchdog.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.watchdog.ledger.Change;
import dev.fairlead.watchdog.ledger.ChangeLane;
import dev.fairlead.watchdog.ledger.LockState;
import dev.fairlead.watchdog.ledger.LoopState;
import dev.fairlead.watchdog.ledger.NodePhase;
import dev.fairlead.watchdog.ledger.NodeRole;
import dev.fairlead.watchdog.ledger.NotedChange;
import dev.fairlead.watchdog.ledger.Stage;
import dev.fairlead.watchdog.ledger.Vitals;
import dev.fairlead.watchdog.proc.ProcessState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the summary says of each way a node hangs or ends. */
final class SummaryTest {
  private static final long MS = 1_000_000;
  private static final long NOW = 100_000 * MS;

  /**
   * One way.
   *
   * @param stuck the summary's second sentence contains this
   * @param waits the third this
   */
  record Mode(String name, Findings found, String stuck, String waits) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Mode> modes() {
    return List.of(
        new Mode(
            "one loop",
            found("stuck", "stuck for 500 ms: loops event loop loop-0").loops(700, 1).dump().get(),
            "1 of 2 event loops: loop-0, since 700 ms.",
            "Thread loop-0 waited for a dev.fairlead.Blocker, in dev.fairlead.proxy.Proxy.lambda"),
        new Mode(
            "all loops",
            found("stuck", "stuck for 500 ms: loops event loop loop-0")
                .loops(700, 800)
                .dump()
                .get(),
            "2 of 2 event loops: loop-0, loop-1",
            "dev.fairlead.proxy.Proxy.lambda"),
        new Mode(
            "a lock held",
            found("stuck", "stuck for 500 ms: locks catalog: written").lock(0x9, 650).dump().get(),
            "The lock 'catalog': thread holder is inside (write, \"install\") since 650 ms, 4 wait.",
            "Thread holder waited for a java.util.concurrent.locks.ReentrantLock$NonfairSync"
                + " that thread other has"),
        new Mode(
            "a corrupted lock word",
            found("stuck", "stuck for 500 ms: locks catalog: corrupt").damagedLock().get(),
            "The lock 'catalog': its word is 0xffffffffffffffff (corrupt), but no thread is inside.",
            "4 threads wait for it and nobody can open it; the last to write was w for \"evict\"."),
        new Mode(
            "the writer",
            found("stuck", "stuck for 500 ms: writer the replica's writer, 3 queued").dump().get(),
            "Thread fairlead-writer, whose part the ping named.",
            "Thread fairlead-writer waited for a monitor, in dev.fairlead.gossip.replica.Writer"),
        new Mode(
            "the control socket's threads",
            found("silent", "silent for 500 ms").silence("no answer").dump().get(),
            "The control socket alone: no answer, while the loops moved.",
            "1 of them held the carriers: dev.fairlead.Busy.spin"),
        new Mode(
            "a stopped process",
            found("stopped", "stopped for 500 ms").state(ProcessState.STOPPED).get(),
            "Every thread: the process was stopped (state T).",
            "It waited for SIGCONT"),
        new Mode(
            "out of memory",
            found("gone", "gone: exit code 3").state(ProcessState.GONE).heap(990, 1000).get(),
            "the process had ended by itself",
            "Its heap was full: 990 of 1000 MiB."),
        new Mode(
            "killed",
            found("gone", "gone: ended by signal 9").state(ProcessState.GONE).heap(9, 1000).get(),
            "the process had ended by itself",
            "It waited for nothing and had logged no error."),
        new Mode(
            "a crash at start",
            found("gone", "gone: exit code 134")
                .state(ProcessState.GONE)
                .log("x INFO a", "x ERROR cannot open the replica", "x INFO b")
                .get(),
            "the process had ended by itself",
            "its last error was: x ERROR cannot open the replica"),
        new Mode(
            "a collection without end",
            found("stuck", "stuck gc").beatAgo(900).busy("VM Thread", "GC Thread#0").get(),
            "The whole JVM: even the thread that keeps its books did nothing for 900 ms.",
            "on a processor or in the disk were VM Thread, GC Thread#0"),
        new Mode(
            "a deadlock",
            found("silent", "silent for 500 ms").deadlock().get(),
            "Threads that wait for each other: Found one Java-level deadlock:",
            "Each waits for a lock that the next one has"),
        new Mode(
            "nothing that shows",
            found("silent", "silent for 500 ms").get(),
            "Neither its own notes nor its stacks show",
            "not known"));
  }

  @ParameterizedTest
  @MethodSource("modes")
  void saysWhatWasStuckAndWhatItWaitedFor(Mode mode) {
    List<String> page = page(mode.found, List.of());
    assertTrue(line(page, 2).contains(mode.stuck), line(page, 2));
    assertTrue(line(page, 3).contains(mode.waits), line(page, 3));
    assertTrue(line(page, 1).contains(mode.found.text()), line(page, 1));
  }

  @ParameterizedTest
  @MethodSource("modes")
  void isFiveSentencesHoweverItHung(Mode mode) {
    List<String> numbered =
        page(mode.found, List.of()).stream().filter(line -> line.matches("[0-9]\\. .*")).toList();
    assertEquals(5, numbered.size());
  }

  @Test
  void saysWhichChangeWasUnderWay() {
    Findings found = found("stuck", "stuck").change(true).get();
    assertTrue(
        line(page(found, List.of()), 4)
            .contains(
                "Row api of service (waw-1/world/41) was being applied (catalog), begun 30 ms before"),
        line(page(found, List.of()), 4));
  }

  @Test
  void saysHowFarTheStartWas() {
    Findings found = found("silent", "silent").stage(NodePhase.REPLICA).change(false).get();
    String changed = line(page(found, List.of()), 4);
    assertTrue(changed.contains("was applied last, 30 ms before"), changed);
    assertTrue(changed.contains("its start was at 'replica' since 2000 ms"), changed);
  }

  @Test
  void saysWhatWasDoneAndWhatItIsWorth() {
    List<String> page = page(found("stuck", "stuck").get(), List.of("Replaced by 9.", "Killed."));
    assertTrue(line(page, 5).contains("Replaced by 9. Killed."), line(page, 5));
    assertTrue(page.contains("evidence: complete"));
  }

  private static List<String> page(Findings found, List<String> done) {
    Victim victim =
        new Victim(
            "01K7",
            Instant.EPOCH,
            found.word(),
            found.text(),
            List.of("0 pong", "100 silence"),
            42,
            found.state() == ProcessState.GONE,
            null,
            Path.of("control.sock"),
            Path.of("data"));
    return Summary.of(victim, found, done, "complete");
  }

  private static String line(List<String> page, int number) {
    return page.stream().filter(line -> line.startsWith(number + ". ")).findFirst().orElse("");
  }

  private static Build found(String word, String text) {
    return new Build(word, text);
  }

  /** Findings, piece by piece. */
  private static final class Build {
    private final String word;
    private final String text;
    private ProcessState state = ProcessState.ALIVE;
    private Stage stage = new Stage(NodeRole.OWNER, NodePhase.SERVING, NOW - 2000 * MS, 42);
    private long beatAgo = 10;
    private Vitals.Heap heap = new Vitals.Heap(10 << 20, 1000L << 20);
    private List<LoopState> loops = loopStates(1, 1);
    private List<LockState> locks = List.of();
    private List<NotedChange> changes = List.of();
    private List<String> log = List.of();
    private ThreadDump dump = ThreadDump.NONE;
    private String silence = "";
    private List<String> busy = List.of();

    Build(String word, String text) {
      this.word = word;
      this.text = text;
    }

    Build state(ProcessState now) {
      state = now;
      return this;
    }

    Build stage(NodePhase phase) {
      stage = new Stage(NodeRole.OWNER, phase, NOW - 2000 * MS, 42);
      return this;
    }

    Build beatAgo(long millis) {
      beatAgo = millis;
      return this;
    }

    Build heap(long used, long max) {
      heap = new Vitals.Heap(used << 20, max << 20);
      return this;
    }

    Build loops(long first, long second) {
      loops = loopStates(first, second);
      return this;
    }

    private static List<LoopState> loopStates(long first, long second) {
      return List.of(
          new LoopState("loop-0", 5, first * MS, 1), new LoopState("loop-1", 5, second * MS, 1));
    }

    Build lock(long lockWord, long heldMillis) {
      LockState.Holder holder =
          new LockState.Holder("holder", "install", "write", NOW - heldMillis * MS);
      locks =
          List.of(
              new LockState(
                  "catalog", lockWord, "written", List.of(holder), List.of(), 4, List.of()));
      return this;
    }

    Build damagedLock() {
      LockState.Holder last = new LockState.Holder("w", "evict", "write", NOW - 900 * MS);
      locks =
          List.of(
              new LockState("catalog", -1, "corrupt", List.of(), List.of(last), 4, List.of(last)));
      return this;
    }

    Build change(boolean underWay) {
      changes =
          List.of(
              new NotedChange(
                  ChangeLane.CATALOG,
                  7,
                  NOW - 30 * MS,
                  underWay,
                  new Change("waw-1", "world", 41, "service", "api")));
      return this;
    }

    Build log(String... lines) {
      log = List.of(lines);
      return this;
    }

    Build silence(String why) {
      silence = why;
      return this;
    }

    Build busy(String... threads) {
      busy = List.of(threads);
      return this;
    }

    Build dump() {
      dump = ThreadDump.parse(ThreadDumpTest.SAMPLE.lines().toList());
      return this;
    }

    Build deadlock() {
      dump = new ThreadDump(List.of(), List.of("Found one Java-level deadlock:"));
      return this;
    }

    Findings get() {
      Vitals vitals = new Vitals(5, NOW - beatAgo * MS, 0, 1, 80, heap, 0, 0, false);
      LedgerReading ledger =
          new LedgerReading(NOW, stage, vitals, loops, locks, List.of(), changes, log);
      return new Findings(word, text, state, ledger, dump, silence, busy);
    }
  }
}
