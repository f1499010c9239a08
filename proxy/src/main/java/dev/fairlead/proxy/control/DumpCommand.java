package dev.fairlead.proxy.control;

import dev.fairlead.proxy.ledger.Bookkeeper;
import dev.fairlead.watchdog.evidence.Autopsy;
import dev.fairlead.watchdog.evidence.Manifest;
import dev.fairlead.watchdog.evidence.Victim;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The command that has this process examined as its watchdog would, without ending it.
 *
 * <p>The same steps from inside as from outside, so what an operator gets to see is what will be
 * there after an incident.
 */
final class DumpCommand {
  private final Path control;
  private final Path data;
  private final Supervision supervision;

  /** One at a time: each writes megabytes and holds up the JVM for milliseconds. */
  private final ReentrantLock writing = new ReentrantLock();

  DumpCommand(Path control, Path data, Supervision supervision) {
    this.control = control;
    this.data = data;
    this.supervision = supervision;
  }

  Command command() {
    return Command.plain("dump", "writes an evidence bundle now, answers its path", this::run);
  }

  private Answer run() {
    if (!writing.tryLock()) {
      return new Answer.Failure("a dump is being written already");
    }
    try {
      return answer(examine());
    } finally {
      writing.unlock();
    }
  }

  private Manifest examine() {
    Instant now = Instant.now();
    Victim self =
        new Victim(
            Long.toString(now.toEpochMilli(), Character.MAX_RADIX),
            now,
            "asked",
            "well enough to be asked for a dump",
            List.of(),
            ProcessHandle.current().pid(),
            false,
            supervision.books().map(Bookkeeper::reader).orElse(null),
            control,
            data);
    Autopsy autopsy = Autopsy.begin(self);
    autopsy.examined().join();
    autopsy.ended(List.of("Nothing was ended: somebody asked for this on the control socket."));
    return autopsy.concluded().join();
  }

  private static Answer answer(Manifest manifest) {
    String path = manifest.folder().toAbsolutePath().toString();
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("path", path);
    facts.put("evidence", manifest.text());
    String text = manifest.complete() ? path : path + " " + manifest.text();
    return new Answer.Line(text, facts);
  }
}
