package dev.fairlead.stress.drill.watchdog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Processes that do nothing, as fast as they can, until closed. Confined to one thread. */
final class Hogs implements AutoCloseable {
  private final List<Process> processes = new ArrayList<>();

  Hogs(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      processes.add(new ProcessBuilder("/bin/sh", "-c", "while :; do :; done").start());
    }
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
  }
}
