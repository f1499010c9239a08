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

  /** Signals that a thread, or all, were sent and have not taken; as bits, in hexadecimal. */
  private static final Pattern PENDING =
      Pattern.compile("(?m)^S[ih][gd]Pnd:\\s+(\\p{XDigit}{1,16})$");

  /** A process that ends sends it to each of its threads, whatever it ends by. */
  private static final long SIGKILL = 1L << (9 - 1);

  private static final Pattern TRACER = Pattern.compile("(?m)^TracerPid:\\s+(\\d{1,18})$");

  /** Of no process. */
  static final ProcStatus GONE = new ProcStatus('-', 0, ProcessState.GONE);

  /** Reads it; what is not there is not known. */
  static ProcStatus parse(String text) {
    Matcher state = STATE.matcher(text);
    Matcher tracer = TRACER.matcher(text);
    char letter = state.find() ? state.group(1).charAt(0) : '?';
    ProcessState said = ProcessState.of(letter);
    return new ProcStatus(
        letter,
        tracer.find() ? Long.parseLong(tracer.group(1)) : 0,
        said == ProcessState.ALIVE && killed(text) ? ProcessState.ENDING : said);
  }

  private static boolean killed(String text) {
    return PENDING
        .matcher(text)
        .results()
        .anyMatch(line -> (Long.parseUnsignedLong(line.group(1), 16) & SIGKILL) != 0);
  }
}
