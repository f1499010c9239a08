package dev.fairlead.watchdog.pulse;

import dev.fairlead.watchdog.proc.ProcFolder;
import dev.fairlead.watchdog.proc.ProcStatus;
import dev.fairlead.watchdog.proc.ProcessState;
import dev.fairlead.watchdog.proc.SmallFile;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out, without the node's help, why an answer did not come.
 *
 * <pre>
 *   pulse      pong   silence   silence   silence   pong
 *   reads      ·      counters  counters  counters  ·
 *   compares   ·      ·         └─ 1st ─┘
 *                               └──── 1st ────┘
 * </pre>
 *
 * <p>Nothing is read while the answers are good; a look takes about a millisecond. What is counted
 * is compared with the first pulse that was not, or with the last at which the watchdog itself was
 * held up. Used by one thread.
 */
public final class Examination {
  private static final Path LOAD = Path.of("/proc/loadavg");

  private final ProcFolder process;
  private final NodeThreads threads;
  private final boolean child;
  private @Nullable Sample first;
  private @Nullable Sample last;

  private Examination(long pid, boolean child) {
    this.process = ProcFolder.ofProcess(pid);
    this.threads = new NodeThreads(process);
    this.child = child;
    practise();
  }

  /**
   * Looks once for nothing. The first look loads classes, a tenth of a second on a busy host: taken
   * when a node hangs, it would make the watchdog distrust its own clock.
   */
  private void practise() {
    Sample now = sample(NodeFacts.UNKNOWN);
    Pulse pulse = new Pulse.Stuck(now.atNanos(), 0, "", "a thread (java)");
    Facts _ = facts(Shares.between(now, now, pulse), NodeFacts.UNKNOWN);
  }

  /** Of a child of this process: its end is not reported here, but with its exit code elsewhere. */
  public static Examination ofChild(long pid) {
    return new Examination(pid, true);
  }

  /** Of another's child: that it is gone is seen here. */
  public static Examination ofOrphan(long pid) {
    return new Examination(pid, false);
  }

  /**
   * What is known at this pulse.
   *
   * @param node asked only when the pulse is not good; must not wait
   */
  public Facts after(Pulse pulse, Supplier<NodeFacts> node) {
    if (pulse instanceof Pulse.Pong) {
      first = null;
      last = null;
      return Facts.UNKNOWN;
    }
    NodeFacts said = node.get();
    Sample now = sample(said);
    last = now;
    Sample before = first;
    if (before == null || pulse.distrusted()) {
      before = now;
      first = now;
    }
    return facts(Shares.between(before, now, pulse), said);
  }

  private Sample sample(NodeFacts said) {
    long now = System.nanoTime();
    NodeThreads.Look look = threads.look();
    return new Sample(
        now,
        look.times(),
        Pressure.MEMORY_FULL.nanos(),
        Pressure.DISK_SOME.nanos(),
        last == null ? 0 : last.writerNanos() + (look.writerAtDisk() ? now - last.atNanos() : 0),
        said);
  }

  private Facts facts(Shares shares, NodeFacts said) {
    ProcStatus status = process.status();
    Set<Excuse> excuses = shares.excuses();
    String debugger =
        status.tracer() > 0
            ? "process " + status.tracer() + " traces it"
            : said.debugged() ? "it was started for a debugger" : "";
    String text = "state " + status.letter() + ", " + shares.text() + ", load " + load();
    boolean toldElsewhere = child && status.state() == ProcessState.GONE;
    ProcessState state = toldElsewhere ? ProcessState.ENDING : status.state();
    return new Facts(state, debugger, excuses, said.phase(), text);
  }

  /** The host's load of the last minute; empty when it is not known. */
  private static String load() {
    return SmallFile.read(LOAD).split(" ", 2)[0];
  }
}
