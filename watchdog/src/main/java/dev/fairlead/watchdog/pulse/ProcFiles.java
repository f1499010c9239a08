package dev.fairlead.watchdog.pulse;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Linux says about a process and its threads. Used by one thread.
 *
 * <p>Bounded: {@value #MAX_THREADS} threads, and no new one is looked at after {@value
 * #LIMIT_NANOS} ns; a node has a few dozen, and the look takes about a millisecond.
 */
final class ProcFiles {
  private static final int MAX_THREADS = 512;
  private static final long LIMIT_NANOS = 20_000_000; // 20 ms

  /** The thread that writes the replica. */
  private static final String WRITER = "fairlead-writer";

  private static final Path LOAD = Path.of("/proc/loadavg");

  private final Path folder;
  private final Path tasks;

  /** Whether there is a process to be seen at all: else that one cannot be seen proves nothing. */
  private final boolean visible;

  /** Names of threads seen before; it has no more entries than there were threads. */
  private final Map<String, String> names = new HashMap<>();

  ProcFiles(long pid) {
    this.folder = Path.of("/proc", Long.toString(pid));
    this.tasks = folder.resolve("task");
    this.visible = folder.toFile().exists();
  }

  /** State and tracer. */
  ProcStatus status() {
    String text = SmallFile.read(folder.resolve("status"));
    boolean gone = text.isEmpty() && visible && !folder.toFile().exists();
    return gone ? ProcStatus.GONE : ProcStatus.parse(text);
  }

  /** Every thread's times; those that cannot be read are left out. */
  Map<Integer, ThreadTimes> threads() {
    Map<Integer, ThreadTimes> all = new HashMap<>();
    String @Nullable [] ids = tasks.toFile().list();
    long start = System.nanoTime();
    for (int i = 0; ids != null && i < Math.min(ids.length, MAX_THREADS); i++) {
      if (System.nanoTime() - start > LIMIT_NANOS) {
        break;
      }
      ThreadTimes times = times(ids[i]);
      if (times != null) {
        all.put(Integer.parseInt(ids[i]), times);
      }
    }
    return all;
  }

  private @Nullable ThreadTimes times(String id) {
    Path task = tasks.resolve(id);
    String[] words = SmallFile.read(task.resolve("schedstat")).split(" ", 3);
    if (words.length < 3) {
      return null;
    }
    if (names.size() >= 2 * MAX_THREADS) {
      names.clear(); // most of them ended long ago
    }
    String name = names.computeIfAbsent(id, _ -> SmallFile.read(task.resolve("comm")));
    return new ThreadTimes(name, Long.parseLong(words[0]), Long.parseLong(words[1]));
  }

  /** Whether the thread that writes the replica waits for a disk now (state {@code D}). */
  boolean writerAtDisk(Map<Integer, ThreadTimes> threads) {
    for (Map.Entry<Integer, ThreadTimes> thread : threads.entrySet()) {
      if (thread.getValue().name().equals(WRITER)) {
        Path task = tasks.resolve(thread.getKey().toString());
        return ProcStatus.parse(SmallFile.read(task.resolve("status"))).letter() == 'D';
      }
    }
    return false;
  }

  /** The host's load of the last minute; empty when it is not known. */
  static String load() {
    return SmallFile.read(LOAD).split(" ", 2)[0];
  }
}
