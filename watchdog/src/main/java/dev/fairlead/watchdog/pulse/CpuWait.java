package dev.fairlead.watchdog.pulse;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * How long the threads of a process were ready to run while no processor was free for them, as
 * Linux counts it ({@code /proc/PID/task/N/schedstat}).
 *
 * <p>A hung thread is not ready to run: it waits for a lock, or is stopped, and counts nothing
 * here. A starved one counts nearly all of its time. Where the kernel does not say, nobody is
 * starved. Used by one thread.
 */
public final class CpuWait {
  /** Threads looked at; a node has a few dozen. */
  private static final int MAX_TASKS = 500;

  private final Path tasks;
  private Map<String, Long> marked = Map.of();

  /** Of a process. */
  public CpuWait(long pid) {
    this.tasks = Path.of("/proc", Long.toString(pid), "task");
  }

  /** Counts from now on. */
  public void mark() {
    marked = read();
  }

  /** The longest that any one thread waited since the mark, in nanoseconds. */
  public long longestNanos() {
    long longest = 0;
    for (Map.Entry<String, Long> now : read().entrySet()) {
      longest = Math.max(longest, now.getValue() - marked.getOrDefault(now.getKey(), 0L));
    }
    return longest;
  }

  private Map<String, Long> read() {
    Map<String, Long> waits = new HashMap<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(tasks)) {
      for (Path task : all) {
        if (waits.size() == MAX_TASKS) {
          break;
        }
        long waited = waited(task);
        if (waited >= 0) {
          waits.put(task.getFileName().toString(), waited);
        }
      }
    } catch (IOException | DirectoryIteratorException ended) {
      return waits;
    }
    return waits;
  }

  /** The second field; -1 for a thread that ended in between. */
  private static long waited(Path task) {
    try {
      return Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ", 3)[1]);
    } catch (IOException | RuntimeException unknown) {
      return -1;
    }
  }
}
