package dev.fairlead.watchdog.verdict;

import dev.fairlead.watchdog.proc.ProcessState;
import dev.fairlead.watchdog.pulse.Excuse;
import dev.fairlead.watchdog.pulse.Facts;
import dev.fairlead.watchdog.pulse.Pulse;
import java.time.Duration;
import java.util.stream.LongStream;

/**
 * One life of a node as the watchdog sees it: the verdict so far and since when nothing good came.
 *
 * <p>Pure: each event gives the next watch. The first line that applies says what follows; of the
 * events in a line any.
 *
 * <pre>
 *   is                   event                              becomes
 *   stuck … gone         any                                itself: final
 *   any other            exited, or no process (facts)      gone
 *   any other            pong                               healthy              window begins again
 *   any other            not good, under a debugger         debugged             window begins again
 *   starting             not good, watchdog was held up     starting             window begins again (1)
 *   starting             not good, in another phase         starting             window begins again (1)
 *   starting             not good                           starting, (2) when patience is over
 *   debugged, late       not good, watchdog was held up     late                 window begins again (1)
 *   healthy, debugged    not good                           late: one pulse is no proof
 *   late                 not good                           late, (2) when patience is over
 *
 *   (1) but the time altogether goes on, so that neither hides a hung node for ever
 *   (2) stopped    the process is (state T)
 *       stuck      the virtual machine pauses it ("gc"), or the node named a part in this window
 *       closed     the control socket is
 *       silent     otherwise
 * </pre>
 *
 * <p>{@link Patience} says when it is over, {@link Pulse#distrusted} when the watchdog was held up:
 * a paused host, a debugger on the watchdog. A good answer is one however late it comes. A node
 * that answered before it was debugged is late, not starting, when nobody debugs it any more.
 *
 * @param limits how long to be patient
 * @param served whether there was a good answer
 * @param window the time without one
 * @param history of its answers
 * @param verdict what holds now
 */
public record Watch(
    Limits limits, boolean served, Window window, History history, Verdict verdict) {
  private static final long SHORTEST_PAUSE_NANOS = 1_000_000; // 1 ms

  /** Pulses in a deadline when the last was not good, however long the interval is. */
  private static final int LATE_PULSES = 5;

  /** A process that was started just now. */
  public static Watch starting(Limits limits, long nowNanos) {
    Window window = Window.opened(nowNanos, "");
    return new Watch(limits, false, window, History.none(nowNanos), new Verdict.Starting());
  }

  /** After a pulse, with what was found out because it was not good. */
  public Watch after(Pulse pulse, Facts facts) {
    if (verdict.replace()) {
      return this;
    }
    if (facts.process() == ProcessState.GONE) {
      return exited(Verdict.Gone.UNSEEN);
    }
    if (pulse instanceof Pulse.Pong pong) {
      return good(pong);
    }
    if (!facts.debugger().isEmpty()) {
      Window fresh = Window.opened(pulse.atNanos(), window.phase());
      return next(fresh, new Verdict.Debugged(facts.debugger()));
    }
    if (pulse.distrusted()) {
      return next(window.restarted(pulse), waiting(pulse));
    }
    return notGood(pulse, facts);
  }

  /** After the process ended. */
  public Watch exited(int exitCode) {
    return verdict.replace() ? this : next(window, new Verdict.Gone(exitCode));
  }

  /**
   * How long to wait for the next pulse: an interval, or less when a limit comes before its end or
   * the last pulse was not good.
   */
  public Duration pause(long nowNanos, Duration interval) {
    long passed = nowNanos - window.sinceNanos();
    long deadline = limits.deadline().toNanos();
    long pause = interval.toNanos();
    LongStream doubt = LongStream.empty();
    if (verdict instanceof Verdict.Late) {
      pause = Math.min(pause, deadline / LATE_PULSES);
      doubt = LongStream.of(history.deadlineNanos(nowNanos, limits) / 2);
    }
    LongStream patience =
        served
            ? Patience.windows(limits, history.deadlineNanos(nowNanos, limits))
            : LongStream.of(limits.startup().toNanos());
    long next =
        LongStream.concat(doubt, patience)
            .filter(limit -> limit > window.nanos()) // also one that has passed since that pulse
            .map(limit -> limit - passed)
            .min()
            .orElse(pause);
    return Duration.ofNanos(Math.max(SHORTEST_PAUSE_NANOS, Math.min(pause, next)));
  }

  /**
   * Whether half of its time has passed without a good answer: a successor may be wanted soon.
   *
   * @param pulse the one that led to this watch
   * @param facts known with it
   */
  public boolean doubtful(Pulse pulse, Facts facts) {
    return served
        && verdict instanceof Verdict.Late
        && patience(window, pulse, facts).halfOver(window);
  }

  /** The deadline now: the configured one, or longer for a node whose answers were slow lately. */
  public Duration deadline(long nowNanos) {
    return Duration.ofNanos(history.deadlineNanos(nowNanos, limits));
  }

  private Watch good(Pulse.Pong pong) {
    long sinceGood = pong.atNanos() - window.sinceNanos();
    History learned =
        pong.distrusted()
            ? history
            : history.after(Math.min(pong.tookNanos(), sinceGood), pong.atNanos(), limits);
    Window fresh = Window.opened(pong.atNanos(), window.phase());
    return new Watch(limits, true, fresh, learned, new Verdict.Healthy());
  }

  private Watch notGood(Pulse pulse, Facts facts) {
    String phase = facts.phase();
    if (!served && !phase.isEmpty() && !phase.equals(window.phase())) {
      Window moved = window.moved(pulse, phase);
      return judged(moved, pulse, facts, Patience.starting(limits));
    }
    Window longer = window.after(pulse);
    return judged(longer, pulse, facts, patience(longer, pulse, facts));
  }

  private Patience patience(Window current, Pulse pulse, Facts facts) {
    if (!served) {
      return Patience.starting(limits);
    }
    long deadline = history.deadlineNanos(pulse.atNanos(), limits);
    return Patience.serving(limits, deadline, current, pulse, facts);
  }

  private Watch judged(Window longer, Pulse pulse, Facts facts, Patience patience) {
    boolean again = verdict instanceof Verdict.Late || verdict instanceof Verdict.Starting;
    return next(
        longer, again && patience.over(longer) ? last(longer, pulse, facts) : waiting(pulse));
  }

  private Verdict waiting(Pulse pulse) {
    return served ? new Verdict.Late(pulse) : new Verdict.Starting();
  }

  private Verdict last(Window window, Pulse pulse, Facts facts) {
    long nanos = window.nanos();
    String start = served || window.phase().isEmpty() ? "" : "; its start is at " + window.phase();
    String text = start + (facts.text().isEmpty() ? "" : "; " + facts.text());
    Pulse.Stuck named = window.named();
    if (facts.process() == ProcessState.STOPPED) {
      return new Verdict.Stopped(nanos);
    }
    if (facts.excused(Excuse.PAUSED)) {
      return new Verdict.Stuck("gc", pulse.text() + text, nanos);
    }
    if (named != null) {
      return new Verdict.Stuck(named.part(), named.what() + text, nanos);
    }
    return pulse instanceof Pulse.Missing
        ? new Verdict.Closed(pulse.text() + text, nanos)
        : new Verdict.Silent(pulse.text() + text, nanos);
  }

  private Watch next(Window after, Verdict then) {
    return new Watch(limits, served, after, history, then);
  }
}
