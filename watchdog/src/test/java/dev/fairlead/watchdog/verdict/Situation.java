package dev.fairlead.watchdog.verdict;

import dev.fairlead.watchdog.proc.ProcessState;
import dev.fairlead.watchdog.pulse.Excuse;
import dev.fairlead.watchdog.pulse.Facts;
import dev.fairlead.watchdog.pulse.Pulse;
import java.time.Duration;
import java.util.Set;

/**
 * One combination of all that a verdict may depend on, as plain words and numbers. Times are in
 * nanoseconds.
 *
 * @param state what held before
 * @param served whether there was a good answer
 * @param named the part the node called stuck earlier in this window; empty for none
 * @param event what happens now
 * @param drift how much the watchdog itself was late
 * @param process what Linux says
 * @param debugged whether somebody debugs it
 * @param excuses why it may not be its fault
 * @param phase {@code same}, {@code other} or {@code leaving}
 * @param slowest the worst answer it gave a moment ago
 * @param window since the last good answer or the last restart of the window
 * @param quiet since the last good answer, with the watchdog on time
 */
record Situation(
    State state,
    boolean served,
    String named,
    Event event,
    long drift,
    ProcessState process,
    boolean debugged,
    Set<Excuse> excuses,
    String phase,
    long slowest,
    long window,
    long quiet) {
  static final long MS = 1_000_000;
  static final long DEADLINE = 500 * MS;
  static final long STARTUP = 30_000 * MS;
  static final long CLOSING = 20_000 * MS;
  static final long DISK = 10_000 * MS;
  static final long DISTRUSTED = 100 * MS;
  static final Limits LIMITS = Limits.of(Duration.ofNanos(DEADLINE));

  /** When the event happens; the clock is about to wrap. */
  static final long NOW = Long.MAX_VALUE - 10;

  /** What may hold before. */
  enum State {
    STARTING(new Verdict.Starting()),
    HEALTHY(new Verdict.Healthy()),
    LATE(new Verdict.Late(new Pulse.Silence(0, 0, 0))),
    DEBUGGED(new Verdict.Debugged("gdb")),
    STUCK(new Verdict.Stuck("lock", "x", 1)),
    SILENT(new Verdict.Silent("x", 1)),
    STOPPED(new Verdict.Stopped(1)),
    CLOSED(new Verdict.Closed("x", 1)),
    GONE(new Verdict.Gone(1));

    final Verdict verdict;

    State(Verdict verdict) {
      this.verdict = verdict;
    }
  }

  /** What may happen. */
  enum Event {
    PONG,
    STUCK_LOCK,
    STUCK_WRITER,
    SILENCE,
    MISSING,
    EXITED
  }

  /** Runs the code under test. */
  Watch next() {
    return event == Event.EXITED ? watch().exited(9) : watch().after(pulse(), facts());
  }

  private Watch watch() {
    long pulseGap = 100 * MS;
    Pulse.Stuck before = named.isEmpty() ? null : new Pulse.Stuck(0, 0, named, "held");
    Window before1 =
        new Window(NOW - window, NOW - drift - pulseGap, quiet - pulseGap, before, "catalog");
    return new Watch(LIMITS, served, before1, new History(slowest, NOW), state.verdict);
  }

  private Pulse pulse() {
    return switch (event) {
      case PONG -> new Pulse.Pong(NOW, drift, 1, 1);
      case STUCK_LOCK -> new Pulse.Stuck(NOW, drift, "lock", "held");
      case STUCK_WRITER -> new Pulse.Stuck(NOW, drift, "writer", "the disk");
      case SILENCE -> new Pulse.Silence(NOW, drift, 1);
      case MISSING -> new Pulse.Missing(NOW, drift, "refused");
      case EXITED -> throw new IllegalStateException("no pulse");
    };
  }

  private Facts facts() {
    String now =
        switch (phase) {
          case "same" -> "catalog";
          case "other" -> "gossip";
          default -> phase;
        };
    return new Facts(process, debugged ? "gdb" : "", excuses, now, "");
  }
}
