package dev.fairlead.watchdog.evidence;

import dev.fairlead.watchdog.proc.ProcFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a process leaves behind and is saved after its end: its flight recording, the report of a
 * JVM that crashed. Stateless but for whom it is about.
 *
 * @param victim the process
 */
record Remains(Victim victim) {
  /** Of a crash report; the registers and stacks are at its beginning. */
  private static final int MAX_CRASH_BYTES = 1 << 20; // 1 MiB

  /** Has the disk's thread save them. A node that made no recording yet has none to miss. */
  void save(FolderWriter disk) {
    disk.add("recording.jfr", this::recording);
    disk.add("crash.txt", this::crash);
    disk.add("the JVM's socket", _ -> JvmAttach.forget(victim.pid()));
  }

  private void recording(Path folder) throws IOException {
    Optional<Recording> recording = Recording.of(victim.data(), victim.pid());
    if (recording.isPresent()) {
      Path copy = folder.resolve("recording.jfr");
      recording.get().copyTo(copy);
      if (Files.size(copy) == 0) {
        Files.delete(copy);
      }
      if (gone()) {
        recording.get().remove();
      }
    }
  }

  /** The JVM writes it where it was started, which is where this process was. */
  private void crash(Path folder) throws IOException {
    Path report = Path.of("hs_err_pid" + victim.pid() + ".log");
    if (!Files.exists(report)) {
      return;
    }
    try (var in = Files.newInputStream(report)) {
      Files.write(folder.resolve("crash.txt"), in.readNBytes(MAX_CRASH_BYTES));
    }
    Files.delete(report);
  }

  private boolean gone() {
    return !ProcFolder.ofProcess(victim.pid()).exists();
  }
}
