package dev.fairlead.watchdog.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The folder {@code /proc/PID} of a process, or {@code /proc/PID/task/N} of one of its threads.
 *
 * <p>Every call reads anew and takes some microseconds. Immutable, thread-safe.
 */
public final class ProcFolder {
  private final Path path;

  /** Whether it was there to be seen at all: else that it is not proves nothing. */
  private final boolean seen;

  private ProcFolder(Path path, boolean seen) {
    this.path = path;
    this.seen = seen;
  }

  /** Of a process, which need not be there. */
  public static ProcFolder ofProcess(long pid) {
    Path path = Path.of("/proc", Long.toString(pid));
    return new ProcFolder(path, path.toFile().exists());
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** The number of the process or thread. */
  public String id() {
    return path.getFileName().toString();
  }

  /** Whether it is there now: also for a zombie, not for a process that is hidden. */
  public boolean exists() {
    return path.toFile().exists();
  }

  /**
   * State and tracer. For verdicts: it is gone only if it was there when this object was made and
   * its folder is not now; otherwise, what cannot be read is not known.
   */
  public ProcStatus status() {
    String text = text("status");
    boolean gone = text.isEmpty() && seen && !exists();
    return gone ? ProcStatus.GONE : ProcStatus.parse(text);
  }

  /**
   * State and times. For those who need something to be there: if it cannot be read, it is gone.
   */
  public ProcStat stat() {
    return ProcStat.parse(text("stat"));
  }

  /** The first 15 characters of its name; empty when it cannot be read. */
  public String name() {
    return text("comm");
  }

  /** The kernel's function it sleeps in; {@code 0} for none, empty when it cannot be read. */
  public String waitsIn() {
    return text("wchan");
  }

  /**
   * How a thread was treated so far.
   *
   * @param name asked only when there is an answer
   * @return null when it cannot be read
   */
  public @Nullable ThreadTimes times(Supplier<String> name) {
    String[] words = text("schedstat").split(" ", 3);
    return words.length < 3
        ? null
        : new ThreadTimes(name.get(), Long.parseLong(words[0]), Long.parseLong(words[1]));
  }

  /**
   * The threads of a process; none when they cannot be read.
   *
   * @param most that are returned, whichever the kernel lists first
   */
  public List<ProcFolder> tasks(int most) {
    Path tasks = path.resolve("task");
    String @Nullable [] ids = tasks.toFile().list();
    return ids == null
        ? List.of()
        : Arrays.stream(ids)
            .limit(most)
            .map(id -> new ProcFolder(tasks.resolve(id), false))
            .toList();
  }

  /** A file of any length, line by line; empty when it cannot be read. */
  public List<String> lines(String file) {
    try {
      return Files.readAllLines(path.resolve(file));
    } catch (IOException | RuntimeException unreadable) {
      return List.of();
    }
  }

  private String text(String file) {
    return SmallFile.read(path.resolve(file));
  }
}
