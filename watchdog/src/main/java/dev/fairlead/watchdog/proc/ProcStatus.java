package dev.fairlead.watchdog.proc;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines of {@code /proc/PID/status} that matter here.
 *
 * <p>Immutable.
 *
 * @param letter of its state, as the kernel writes it; {@code ?} when it is not known
 * @param tracer the process that traces it; 0 for none
 * @param state what the letter means
 */
public record ProcStatus(char letter, long tracer, ProcessState state) {
  private static final Pattern STATE = Pattern.compile("(?m)^State:\\s+(\\w)");
  private static final Pattern TRACER = Pattern.compile("(?m)^TracerPid:\\s+(\\d{1,18})$");

  /** Of no process. */
  static final ProcStatus GONE = new ProcStatus('-', 0, ProcessState.GONE);

  /** Reads it; what is not there is not known. */
  static ProcStatus parse(String text) {
    Matcher state = STATE.matcher(text);
    Matcher tracer = TRACER.matcher(text);
    char letter = state.find() ? state.group(1).charAt(0) : '?';
    return new ProcStatus(
        letter, tracer.find() ? Long.parseLong(tracer.group(1)) : 0, ProcessState.of(letter));
  }
}
