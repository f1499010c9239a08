package dev.fairlead.watchdog.action;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What Linux says about a process without asking it. Files that cannot be read are left out. */
final class ProcFiles {
  /** Threads listed at most. */
  static final int MAX_TASKS = 1000;

  private final Path folder;

  ProcFiles(long pid) {
    this.folder = Path.of("/proc", Long.toString(pid));
  }

  /** The letter of its state: R, S, D, T, t, Z; a space when it is not known. */
  char state() {
    return state(folder);
  }

  /** Whether it was stopped by a signal or a debugger. */
  boolean stopped() {
    return Character.toUpperCase(state()) == 'T';
  }

  /** Its status and stat files. */
  List<String> describe() {
    List<String> lines = new ArrayList<>(read(folder.resolve("status")));
    lines.add("");
    lines.addAll(read(folder.resolve("stat")));
    return lines;
  }

  /** One line for each thread: id, state, name, what it waits for in the kernel. */
  List<String> tasks() {
    List<String> lines = new ArrayList<>();
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(folder.resolve("task"))) {
      for (Path task : tasks) {
        if (lines.size() == MAX_TASKS) {
          break;
        }
        String name = String.join("", read(task.resolve("comm")));
        String wait = String.join("", read(task.resolve("wchan")));
        lines.add("%-8s %s  %-16s %s".formatted(task.getFileName(), state(task), name, wait));
      }
    } catch (IOException ended) {
      lines.add("the process has ended");
    }
    return lines;
  }

  /** The field after the name, which is in parentheses and may itself contain any character. */
  private static char state(Path folder) {
    String stat = String.join("", read(folder.resolve("stat")));
    int name = stat.lastIndexOf(')');
    return name >= 0 && name + 2 < stat.length() ? stat.charAt(name + 2) : ' ';
  }

  private static List<String> read(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException unreadable) {
      return List.of();
    }
  }
}
