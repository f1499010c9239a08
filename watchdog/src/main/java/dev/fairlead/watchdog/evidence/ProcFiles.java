package dev.fairlead.watchdog.evidence;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What Linux says about a process without asking it. Files that cannot be read are left out. */
final class ProcFiles {
  /** Threads listed at most. */
  static final int MAX_TASKS = 1000;

  /** Processor time is counted in hundredths of a second. */
  private static final int TICK_MILLIS = 10;

  /** Fields of {@code stat} after the name, counted from its state. */
  private static final int USER_TIME = 11;

  private final Path folder;

  ProcFiles(long pid) {
    this.folder = Path.of("/proc", Long.toString(pid));
  }

  /** What the process is; a zombie has ended. */
  ProcessState state() {
    return switch (letter(statFields(folder))) {
      case "T", "t" -> ProcessState.STOPPED;
      case "Z", "X", "" -> ProcessState.ENDED;
      default -> ProcessState.RUNNING;
    };
  }

  /** A file of the process, line by line. */
  List<String> lines(String file) {
    return read(folder.resolve(file));
  }

  /**
   * One thread. Immutable.
   *
   * @param id of the kernel
   * @param state letter: R runs or is ready, S sleeps, D sleeps and cannot be killed, T stopped
   * @param name first 15 characters
   * @param cpuMillis processor time so far
   * @param waitsIn function of the kernel
   */
  record Task(String id, String state, String name, long cpuMillis, String waitsIn) {
    @Override
    public String toString() {
      return "%-8s %-1s  %-16s %10d ms  %s".formatted(id, state, name, cpuMillis, waitsIn);
    }

    /** Whether it is on a processor, wants one, or waits for a disk. */
    boolean busy() {
      return state.equals("R") || state.equals("D");
    }
  }

  /** Its threads, at most {@link #MAX_TASKS}. */
  List<Task> tasks() {
    List<Task> tasks = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder.resolve("task"))) {
      for (Path task : all) {
        if (tasks.size() == MAX_TASKS) {
          break;
        }
        tasks.add(task(task));
      }
    } catch (IOException | DirectoryIteratorException ended) {
      return tasks;
    }
    return tasks;
  }

  private static Task task(Path task) {
    List<String> fields = statFields(task);
    return new Task(
        task.getFileName().toString(),
        letter(fields),
        String.join("", read(task.resolve("comm"))),
        (number(fields, USER_TIME) + number(fields, USER_TIME + 1)) * TICK_MILLIS,
        String.join("", read(task.resolve("wchan"))));
  }

  private static String letter(List<String> fields) {
    return fields.isEmpty() ? "" : fields.getFirst();
  }

  private static long number(List<String> fields, int index) {
    try {
      return index < fields.size() ? Long.parseLong(fields.get(index)) : 0;
    } catch (NumberFormatException unknown) {
      return 0;
    }
  }

  /** The fields after the name, which is in parentheses and may itself contain any character. */
  private static List<String> statFields(Path folder) {
    String stat = String.join("", read(folder.resolve("stat")));
    int name = stat.lastIndexOf(')');
    return name < 0 || name + 2 >= stat.length()
        ? List.of()
        : List.of(stat.substring(name + 2).split(" "));
  }

  private static List<String> read(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException | RuntimeException unreadable) {
      return List.of();
    }
  }
}
