package dev.fairlead.watchdog.evidence;

import dev.fairlead.watchdog.proc.ProcFolder;
import dev.fairlead.watchdog.proc.ProcStat;
import java.util.List;

/**
 * One thread as Linux shows it, a line of {@code proc.txt}. Immutable.
 *
 * @param id of the kernel
 * @param state letter: R runs or is ready, S sleeps, D sleeps and cannot be killed, T stopped
 * @param name first 15 characters
 * @param cpuMillis processor time so far
 * @param waitsIn function of the kernel
 */
record Task(String id, char state, String name, long cpuMillis, String waitsIn) {
  /** Threads listed at most. */
  private static final int MAX_TASKS = 1000;

  /** The threads of a process, at most {@value #MAX_TASKS}. */
  static List<Task> all(ProcFolder process) {
    return process.tasks(MAX_TASKS).stream().map(Task::of).toList();
  }

  private static Task of(ProcFolder task) {
    ProcStat stat = task.stat();
    String name = String.join("", task.name().lines().toList()); // a task is one line
    return new Task(task.id(), stat.letter(), name, stat.cpuMillis(), task.waitsIn());
  }

  @Override
  public String toString() {
    return "%-8s %-1s  %-16s %10d ms  %s".formatted(id, state, name, cpuMillis, waitsIn);
  }

  /** Whether it is on a processor, wants one, or waits for a disk. */
  boolean busy() {
    return state == 'R' || state == 'D';
  }
}
