package dev.fairlead.watchdog.pulse;

import java.util.Map;
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
 * <p>Nothing is read while the answers are good. What is counted is compared with the first pulse
 * that was not, or with the last at which the watchdog itself was held up. Used by one thread.
 */
public final class Examination {
  private final ProcFiles proc;
  private final boolean child;
  private @Nullable Sample first;

  private Examination(long pid, boolean child) {
    this.proc = new ProcFiles(pid);
    this.child = child;
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
      return Facts.UNKNOWN;
    }
    NodeFacts said = node.get();
    Map<Integer, ThreadTimes> threads = proc.threads();
    Sample now =
        new Sample(
            System.nanoTime(),
            threads,
            Pressure.MEMORY_FULL.nanos(),
            Pressure.DISK_SOME.nanos(),
            proc.writerAtDisk(threads),
            said);
    Sample before = first;
    if (before == null || pulse.distrusted()) {
      before = now;
      first = now;
    }
    return facts(Shares.between(before, now, pulse), said);
  }

  private Facts facts(Shares shares, NodeFacts said) {
    ProcStatus status = proc.status();
    Set<Excuse> excuses = shares.excuses();
    String debugger =
        status.tracer() > 0
            ? "process " + status.tracer() + " traces it"
            : said.debugged() ? "it was started for a debugger" : "";
    String text = "state " + status.letter() + ", " + shares.text() + ", load " + ProcFiles.load();
    boolean toldElsewhere = child && status.state() == ProcessState.GONE;
    ProcessState state = toldElsewhere ? ProcessState.ALIVE : status.state();
    return new Facts(state, debugger, excuses, said.phase(), text);
  }
}
