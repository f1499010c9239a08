package dev.fairlead.watchdog.evidence;

import dev.fairlead.watchdog.ledger.NodeReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node process of which evidence is wanted. Immutable.
 *
 * @param incident the id that log, metrics and folder share
 * @param when by the wall clock, for names and texts only
 * @param word of the verdict
 * @param text the verdict with its details
 * @param pulses the last answers and silences, one a line, oldest first
 * @param pid its process
 * @param ended whether that had ended before it was looked at
 * @param ledger what it wrote down itself; null when it had none
 * @param control its control socket
 * @param data its data folder
 */
public record Victim(
    String incident,
    Instant when,
    String word,
    String text,
    List<String> pulses,
    long pid,
    boolean ended,
    @Nullable NodeReader ledger,
    Path control,
    Path data) {
  /** Copies the list. */
  public Victim {
    pulses = List.copyOf(pulses);
  }
}
