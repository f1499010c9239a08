package dev.fairlead.watchdog.pulse;

import dev.fairlead.watchdog.proc.ThreadTimes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What part of the time between two samples the node was kept from working, in nanoseconds, and by
 * what.
 *
 * <p>Immutable and pure.
 *
 * @param timeNanos between the samples
 * @param starvedNanos that threads waited for a processor, all together, as an answer goes from one
 *     to the next and each may have to wait; or all for memory. When the node named threads that do
 *     not move, the longest of these only
 * @param pausedNanos the longest that a thread of the virtual machine worked, or waited for a
 *     processor, with the program stopped, or the node says that it was stopped
 * @param diskNanos that tasks of the host waited for a disk, or the writer was seen to
 */
record Shares(long timeNanos, long starvedNanos, long pausedNanos, long diskNanos) {
  /** Between two samples. */
  static Shares between(Sample from, Sample to, Pulse pulse) {
    long time = Math.max(0, to.atNanos() - from.atNanos());
    List<ThreadTimes> grown = grown(from, to);
    return new Shares(
        time,
        Math.max(Math.min(starved(grown, pulse), time), to.memoryNanos() - from.memoryNanos()),
        Math.max(pausing(grown), said(from.node(), to.node())),
        Math.max(to.writerNanos() - from.writerNanos(), to.diskNanos() - from.diskNanos()));
  }

  /**
   * What took at least half of the time; if only hunger and pauses together did, the longer of the
   * two: nothing starves while the program is paused.
   */
  Set<Excuse> excuses() {
    Set<Excuse> excuses = EnumSet.noneOf(Excuse.class);
    if (atLeastHalf(starvedNanos + pausedNanos)) {
      excuses.add(pausedNanos >= starvedNanos ? Excuse.PAUSED : Excuse.STARVED);
    }
    if (atLeastHalf(starvedNanos)) {
      excuses.add(Excuse.STARVED);
    }
    if (atLeastHalf(pausedNanos)) {
      excuses.add(Excuse.PAUSED);
    }
    if (atLeastHalf(diskNanos)) {
      excuses.add(Excuse.SLOW_DISK);
    }
    return excuses;
  }

  private boolean atLeastHalf(long nanos) {
    return timeNanos > 0 && nanos >= timeNanos / 2;
  }

  /** What was added to each thread's times; a thread that is new has excused nothing yet. */
  private static List<ThreadTimes> grown(Sample from, Sample to) {
    List<ThreadTimes> grown = new ArrayList<>();
    to.threads()
        .forEach((thread, now) -> {
          ThreadTimes then = from.threads().get(thread);
          if (then != null) {
            grown.add(now.since(then));
          }
        });
    return grown;
  }

  private static long starved(List<ThreadTimes> grown, Pulse pulse) {
    List<ThreadTimes> workers =
        grown.stream().filter(thread -> !background(thread) && !pausesTheProgram(thread)).toList();
    List<ThreadTimes> named = workers.stream().filter(thread -> names(pulse, thread)).toList();
    return named.isEmpty()
        ? workers.stream().mapToLong(ThreadTimes::waitedNanos).sum()
        : named.stream().mapToLong(ThreadTimes::waitedNanos).max().orElse(0);
  }

  /** Whether the virtual machine has it work only while the whole program is stopped for it. */
  private static boolean pausesTheProgram(ThreadTimes thread) {
    return thread.name().startsWith("GC Thread") || thread.name().equals("VM Thread");
  }

  /** Whether the program goes on without it: it compiles. */
  private static boolean background(ThreadTimes thread) {
    return thread.name().startsWith("C1 Comp") || thread.name().startsWith("C2 Comp");
  }

  /** Whether the node's answer contains the thread's name as a word of its own. */
  private static boolean names(Pulse pulse, ThreadTimes thread) {
    return pulse instanceof Pulse.Stuck stuck
        && stuck.what().contains(thread.name())
        && Pattern.compile("(?<![\\w.-])" + Pattern.quote(thread.name()) + "(?![\\w.-])")
            .matcher(stuck.what())
            .find();
  }

  /**
   * What the kernel saw: also of a pause that has not ended. A collector that waits for a processor
   * has the program wait as well.
   */
  private static long pausing(List<ThreadTimes> grown) {
    return grown.stream()
        .filter(Shares::pausesTheProgram)
        .mapToLong(thread -> thread.ranNanos() + thread.waitedNanos())
        .max()
        .orElse(0);
  }

  /** What the node saw: pauses that have ended, whatever they were for. */
  private static long said(NodeFacts from, NodeFacts to) {
    long collected = (to.gcMillis() - from.gcMillis()) * 1_000_000;
    long overslept = to.driftNanos() > from.driftNanos() ? to.driftNanos() : 0;
    return Math.max(collected, overslept);
  }

  /** In milliseconds, for the evidence. */
  String text() {
    return "of %d ms %d starved, %d paused by its virtual machine, %d with a disk awaited"
        .formatted(ms(timeNanos), ms(starvedNanos), ms(pausedNanos), ms(diskNanos));
  }

  private static long ms(long nanos) {
    return nanos / 1_000_000;
  }
}
