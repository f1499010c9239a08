package dev.fairlead.watchdog.verdict;

import dev.fairlead.watchdog.pulse.Pulse;
import org.jspecify.annotations.Nullable;

/**
 * The time without a good answer.
 *
 * <p>It begins again whenever the watchdog itself was held up; the <em>quiet</em> time goes on over
 * that, but counts only while the watchdog was on time. Immutable and pure.
 *
 * @param sinceNanos when it began
 * @param lastNanos when the last pulse in it was
 * @param quietNanos time without a good answer, the watchdog's own delays left out
 * @param named the last part the node called stuck in it; null for none
 * @param phase of the start, as the node said last; empty when it did not
 */
record Window(
    long sinceNanos, long lastNanos, long quietNanos, Pulse.@Nullable Stuck named, String phase) {

  /** Begins with a good answer, the start of the process, or the end of somebody's debugging. */
  static Window opened(long nowNanos, String phase) {
    return new Window(nowNanos, nowNanos, 0, null, phase);
  }

  /** After a pulse that was not good. */
  Window after(Pulse pulse) {
    return new Window(sinceNanos, pulse.atNanos(), quiet(pulse), stuck(pulse), phase);
  }

  /** After a pulse that proves nothing, because the watchdog itself was held up. */
  Window restarted(Pulse pulse) {
    return new Window(pulse.atNanos(), pulse.atNanos(), quiet(pulse), null, phase);
  }

  /** After the start moved on to another phase. */
  Window moved(Pulse pulse, String to) {
    return new Window(pulse.atNanos(), pulse.atNanos(), quiet(pulse), stuck(pulse), to);
  }

  /** How long it was when the last pulse was taken. */
  long nanos() {
    return lastNanos - sinceNanos;
  }

  private Pulse.@Nullable Stuck stuck(Pulse pulse) {
    return pulse instanceof Pulse.Stuck now ? now : named;
  }

  private long quiet(Pulse pulse) {
    return quietNanos + Math.max(0, pulse.atNanos() - lastNanos - pulse.driftNanos());
  }
}
