package dev.fairlead.watchdog.proc;

/**
 * The fields of {@code /proc/PID/stat} that matter here; of a thread it has the same.
 *
 * <p>Immutable.
 *
 * @param letter of its state, as the kernel writes it; a space when there is no such process
 * @param state what the letter means
 * @param cpuMillis processor time so far, in steps of 10 ms
 * @param startTicks when it was started, since boot: tells it from a later one with its id
 */
public record ProcStat(char letter, ProcessState state, long cpuMillis, long startTicks) {
  /** Of no process. */
  static final ProcStat NONE = new ProcStat(' ', ProcessState.GONE, 0, -1);

  /** Processor time is counted in hundredths of a second. */
  private static final int TICK_MILLIS = 10;

  /** Places of fields, counted from the state, which is the third. */
  private static final int USER_TIME = 11;

  private static final int SYSTEM_TIME = 12;
  private static final int START_TIME = 19;

  /** Reads the line; one that is not complete is of no process. */
  static ProcStat parse(String line) {
    // The name before the state is in parentheses and may itself contain any character.
    String[] fields = line.substring(line.lastIndexOf(')') + 1).strip().split(" ", -1);
    if (fields.length <= START_TIME) {
      return NONE;
    }
    try {
      char letter = fields[0].charAt(0);
      long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
      long start = Long.parseLong(fields[START_TIME]);
      return new ProcStat(letter, ProcessState.of(letter), ticks * TICK_MILLIS, start);
    } catch (NumberFormatException unknown) {
      return NONE;
    }
  }

  /** Whether a debugger has stopped it. */
  public boolean traced() {
    return letter == 't';
  }
}
