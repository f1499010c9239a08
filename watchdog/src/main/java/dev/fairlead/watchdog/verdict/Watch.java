package dev.fairlead.watchdog.verdict;

import dev.fairlead.watchdog.pulse.Pulse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One life of a node as the watchdog sees it: the verdict so far and since when nothing good came.
 *
 * <p>Pure: each event gives the next watch. The <em>window</em> is the time since the last good
 * answer, or since the start, or since the last pulse that is distrusted because the watchdog
 * itself was held up (a paused host, a debugger: see {@link Pulse#distrusted}).
 *
 * <pre>
 *              pong      stuck         silence       missing       distrusted    exited
 *   starting   healthy   starting (1)  starting (1)  starting (1)  starting (4)  gone
 *   healthy    healthy   late          late          late          late (4)      gone
 *   late       healthy   late (2)      late (2)      late (3)      late (4)      gone
 *   stuck      stuck     stuck         stuck         stuck         stuck         stuck
 *   silent     silent    silent        silent        silent        silent        silent
 *   gone       gone      gone          gone          gone          gone          gone
 *
 *   (1) until the window exceeds the start-up budget, then as (2)
 *   (2) until the window reaches the deadline, later for a starved node; then stuck if the node named a stuck part in this
 *       window, else silent. A healthy watch whose window is already that long is judged at once.
 *   (3) the same with the closing limit
 *   (4) the window starts again; a distrusted pong is a pong
 * </pre>
 *
 * <p>Stuck, silent and gone are final: what follows is a new process and a new watch.
 *
 * @param limits how long to be patient
 * @param sinceNanos start of the window
 * @param named the last part the node called stuck in this window; null for none
 * @param verdict what holds now
 */
public record Watch(Limits limits, long sinceNanos, Pulse.@Nullable Stuck named, Verdict verdict) {

  /**
   * How many deadlines more a starved node gets: a busy host must not hide a hung node for ever.
   */
  public static final int MAX_STARVED = 2;

  /** A process that was started just now. */
  public static Watch starting(Limits limits, long nowNanos) {
    return new Watch(limits, nowNanos, null, new Verdict.Starting());
  }

  /** After a pulse of a node that had all the processor time it wanted. */
  public Watch after(Pulse pulse) {
    return after(pulse, 0);
  }

  /**
   * After a pulse.
   *
   * @param starvedNanos how long in this window a thread of the node was ready to run without a
   *     processor: not the node's fault, so the deadline is later by it, up to {@link #MAX_STARVED}
   *     deadlines
   */
  public Watch after(Pulse pulse, long starvedNanos) {
    if (verdict.replace()) {
      return this;
    }
    long patient = limits.deadline().toNanos();
    patient += Math.clamp(starvedNanos, 0, MAX_STARVED * patient);
    return switch (pulse) {
      case Pulse.Pong pong -> new Watch(limits, pong.atNanos(), null, new Verdict.Healthy());
      case Pulse.Stuck stuck -> notGood(stuck, patient, stuck);
      case Pulse.Silence silence -> notGood(silence, patient, named);
      case Pulse.Missing missing -> notGood(missing, limits.closing().toNanos(), named);
    };
  }

  /** After the process ended. */
  public Watch exited(int exitCode) {
    return verdict.replace()
        ? this
        : new Watch(limits, sinceNanos, named, new Verdict.Gone(exitCode));
  }

  /**
   * How long silence may go on before there is a verdict; zero or less when it already could be.
   */
  public Duration patience(long nowNanos) {
    boolean starting = verdict instanceof Verdict.Starting;
    Duration limit = starting ? limits.startup() : limits.deadline();
    return limit.minusNanos(nowNanos - sinceNanos);
  }

  /** Whether there was a good answer in this life. */
  public boolean served() {
    return !(verdict instanceof Verdict.Starting);
  }

  private Watch notGood(Pulse pulse, long patienceNanos, Pulse.@Nullable Stuck stuck) {
    boolean starting = verdict instanceof Verdict.Starting;
    Verdict waiting = starting ? verdict : new Verdict.Late(pulse);
    if (pulse.distrusted()) {
      return new Watch(limits, pulse.atNanos(), null, waiting);
    }
    long window = pulse.atNanos() - sinceNanos;
    if (window < (starting ? limits.startup().toNanos() : patienceNanos)) {
      return new Watch(limits, sinceNanos, stuck, waiting);
    }
    Verdict last =
        stuck == null
            ? new Verdict.Silent(pulse.text(), window)
            : new Verdict.Stuck(stuck.part(), stuck.what(), window);
    return new Watch(limits, sinceNanos, stuck, last);
  }
}
