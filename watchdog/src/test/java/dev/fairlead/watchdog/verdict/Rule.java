package dev.fairlead.watchdog.verdict;

import static dev.fairlead.watchdog.verdict.Situation.CLOSING;
import static dev.fairlead.watchdog.verdict.Situation.DEADLINE;
import static dev.fairlead.watchdog.verdict.Situation.DISK;
import static dev.fairlead.watchdog.verdict.Situation.DISTRUSTED;
import static dev.fairlead.watchdog.verdict.Situation.STARTUP;

import dev.fairlead.watchdog.proc.ProcessState;
import dev.fairlead.watchdog.pulse.Excuse;
import dev.fairlead.watchdog.verdict.Situation.Event;
import dev.fairlead.watchdog.verdict.Situation.State;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A line of the table that says what a verdict must be, written from what operators are told rather
 * than from the code. The first line that applies holds.
 *
 * @param when it applies
 * @param word of the verdict
 * @param window whether the window begins again
 */
record Rule(Predicate<Situation> when, Function<Situation, String> word, boolean window) {
  static final List<Rule> TABLE =
      List.of(
          keeps(s -> s.state().ordinal() >= State.STUCK.ordinal(), s -> s.state().verdict.word()),
          keeps(s -> s.event() == Event.EXITED, s -> "gone"),
          keeps(s -> s.process() == ProcessState.GONE, s -> "gone"),
          restarts(s -> s.event() == Event.PONG, s -> "healthy"),
          restarts(Situation::debugged, s -> "debugged"),
          restarts(s -> s.drift() > DISTRUSTED, Rule::waiting),

          // A start has a budget for each phase, and four of them altogether.
          restarts(s -> !s.served() && moves(s) && early(s), s -> "starting"),
          keeps(s -> !s.served() && !moves(s) && early(s) && inPhase(s), s -> "starting"),

          // One pulse is no proof.
          keeps(s -> s.served() && first(s), s -> "late"),

          // How long each may be without an answer.
          keeps(s -> s.served() && stopped(s) && within(s, DEADLINE, 4 * DEADLINE), s -> "late"),
          keeps(s -> s.served() && ends(s) && within(s, CLOSING, CLOSING), s -> "late"),
          keeps(s -> s.served() && atDisk(s) && within(s, DISK, DISK), s -> "late"),
          keeps(s -> excusable(s, Excuse.PAUSED) && within(s, 4 * DEADLINE), s -> "late"),
          keeps(s -> excusable(s, Excuse.STARVED) && within(s, starved(s)), s -> "late"),
          keeps(s -> s.served() && !stopped(s) && !ends(s) && within(s, own(s)), s -> "late"),

          // Patience is over: the word.
          over(Rule::stopped, "stopped"),
          over(s -> s.excuses().contains(Excuse.PAUSED), "stuck"),
          over(s -> named(s) != null, "stuck"),
          over(s -> s.event() == Event.MISSING, "closed"),
          over(s -> true, "silent"));

  private static Rule keeps(Predicate<Situation> when, Function<Situation, String> word) {
    return new Rule(when, word, false);
  }

  private static Rule restarts(Predicate<Situation> when, Function<Situation, String> word) {
    return new Rule(when, word, true);
  }

  private static Rule over(Predicate<Situation> when, String word) {
    return new Rule(when, s -> word, false);
  }

  private static String waiting(Situation s) {
    return s.served() ? "late" : "starting";
  }

  /** Nothing bad was seen before this. */
  private static boolean first(Situation s) {
    return s.state() == State.HEALTHY || s.state() == State.DEBUGGED;
  }

  private static boolean moves(Situation s) {
    return !s.phase().equals("same");
  }

  private static boolean early(Situation s) {
    return first(s) || s.quiet() < 4 * STARTUP;
  }

  private static boolean inPhase(Situation s) {
    return first(s) || s.window() < STARTUP;
  }

  private static boolean stopped(Situation s) {
    return s.process() == ProcessState.STOPPED;
  }

  private static boolean ends(Situation s) {
    return !stopped(s)
        && (s.event() == Event.MISSING
            || s.phase().equals("leaving")
            || s.process() == ProcessState.ENDING);
  }

  private static boolean excusable(Situation s, Excuse excuse) {
    return s.served() && !stopped(s) && !ends(s) && s.excuses().contains(excuse);
  }

  private static boolean atDisk(Situation s) {
    return excusable(s, Excuse.SLOW_DISK) && "writer".equals(named(s));
  }

  /** The part that was called stuck last in this window, perhaps just now; null for none. */
  private static String named(Situation s) {
    return switch (s.event()) {
      case STUCK_LOCK -> "lock";
      case STUCK_WRITER -> "writer";
      case PONG, SILENCE, MISSING, EXITED -> s.named().isEmpty() ? null : s.named();
    };
  }

  /** Twice its worst answer, from one to three times the configured deadline. */
  private static long own(Situation s) {
    return Math.max(DEADLINE, Math.min(3 * DEADLINE, 2 * s.slowest()));
  }

  private static long starved(Situation s) {
    return Math.min(own(s) + 2 * DEADLINE, 4 * DEADLINE);
  }

  private static boolean within(Situation s, long window) {
    return within(s, window, 4 * DEADLINE);
  }

  private static boolean within(Situation s, long window, long altogether) {
    return s.window() < window && s.quiet() < altogether;
  }
}
