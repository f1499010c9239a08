package dev.fairlead.proxy.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order of {@code debug crash at start}: a file in the data folder that says how many starts
 * shall end in which phase. Looked at only with {@code [control] debug = true}.
 *
 * <p>Thread-safe as far as one process starts at a time.
 */
public final class CrashAtStart {
  private static final Logger LOG = LoggerFactory.getLogger(CrashAtStart.class);

  /** Exit code of a start that was told to crash: neither usage nor bad configuration. */
  static final int CRASHED = 70;

  private static final String FILE = "debug.crash-at-start";

  private CrashAtStart() {}

  /**
   * Orders it.
   *
   * @param starts how many; 0 takes the order back
   * @param phase the name of a phase; empty for the first that is passed
   */
  static void order(Path data, int starts, String phase) throws IOException {
    if (starts == 0) {
      Files.deleteIfExists(data.resolve(FILE));
    } else {
      Files.writeString(data.resolve(FILE), starts + " " + phase, StandardCharsets.UTF_8);
    }
  }

  /** Ends the process if its crash in this phase was ordered. */
  public static void passing(Path data, String phase) {
    try {
      String[] order = Files.readString(data.resolve(FILE)).split(" ", 2);
      if (order.length == 2 && (order[1].isEmpty() || order[1].equals(phase))) {
        order(data, Integer.parseInt(order[0]) - 1, order[1]);
        LOG.warn("debug: this start crashes in phase {}, as ordered", phase);
        Runtime.getRuntime().halt(CRASHED);
      }
    } catch (NoSuchFileException usual) {
      // Nobody ordered a crash.
    } catch (IOException | NumberFormatException unreadable) {
      LOG.warn("debug: {} is not understood: {}", data.resolve(FILE), unreadable.toString());
    }
  }
}
