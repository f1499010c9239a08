package dev.fairlead.watchdog.pulse;

import dev.fairlead.watchdog.proc.ProcFolder;
import dev.fairlead.watchdog.proc.ThreadTimes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The threads of a node, looked at in little time. Used by one thread.
 *
 * <p>Bounded: {@value #MAX_THREADS} threads, and no new one is looked at after {@value
 * #LIMIT_NANOS} ns; a node has a few dozen, and the look takes about a millisecond.
 */
final class NodeThreads {
  private static final int MAX_THREADS = 512;
  private static final long LIMIT_NANOS = 20_000_000; // 20 ms

  /** The thread that writes the replica. */
  private static final String WRITER = "fairlead-writer";

  private final ProcFolder process;

  /** Names of threads seen before; it has no more entries than there were threads. */
  private final Map<String, String> names = new HashMap<>();

  NodeThreads(ProcFolder process) {
    this.process = process;
  }

  /**
   * What one look saw.
   *
   * @param times of every thread by its id; those that cannot be read are left out
   * @param writerAtDisk whether the thread that writes the replica waits for a disk now (state
   *     {@code D})
   */
  record Look(Map<Integer, ThreadTimes> times, boolean writerAtDisk) {}

  /** Looks at all of them. */
  Look look() {
    Map<Integer, ThreadTimes> all = new HashMap<>();
    boolean writerAtDisk = false;
    List<ProcFolder> tasks = process.tasks(MAX_THREADS);
    long start = System.nanoTime();
    for (ProcFolder task : tasks) {
      if (System.nanoTime() - start > LIMIT_NANOS) {
        break;
      }
      ThreadTimes times = task.times(() -> name(task));
      if (times != null) {
        all.put(Integer.parseInt(task.id()), times);
        writerAtDisk |= times.name().equals(WRITER) && task.status().letter() == 'D';
      }
    }
    return new Look(all, writerAtDisk);
  }

  private String name(ProcFolder task) {
    if (names.size() >= 2 * MAX_THREADS) {
      names.clear(); // most of them ended long ago
    }
    return names.computeIfAbsent(task.id(), _ -> task.name());
  }
}
