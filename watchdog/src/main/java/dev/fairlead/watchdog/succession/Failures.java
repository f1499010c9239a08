package dev.fairlead.watchdog.succession;

import java.time.Duration;
import java.util.List;

/**
 * What earlier failures mean for the next start: when it may be, and on which terms.
 *
 * <p>Owners and spares count apart: a spare that does not start keeps nobody from being served.
 * Used by one thread.
 */
final class Failures {
  /** A node that worked this long has left its start behind: what fails later is not its start. */
  static final Duration SETTLED = Duration.ofSeconds(30);

  private BackOff owners = BackOff.NONE;
  private BackOff spares = BackOff.NONE;
  private Blame blame = Blame.NOBODY;
  private long ownerNanos;
  private long spareNanos;

  Failures(long nowNanos) {
    ownerNanos = nowNanos;
    spareNanos = nowNanos;
  }

  /** An owner failed, or a process on its way to be one. */
  void owner(Duration healthy, Traces traces, long nowNanos) {
    owners = owners.after(healthy, nowNanos);
    ownerNanos = nowNanos + owners.pause().toNanos();
    blame = healthy.compareTo(SETTLED) >= 0 ? Blame.NOBODY : blame.after(traces);
  }

  /** A spare failed. */
  void spare(Duration healthy, Traces traces, long nowNanos) {
    spares = spares.after(healthy, nowNanos);
    spareNanos = nowNanos + spares.pause().toNanos();
    blame = blame.after(traces);
  }

  /** An owner worked so long that all is forgiven; the changes that were suspected in vain. */
  List<String> forgive() {
    List<String> innocent = blame.innocent();
    owners = BackOff.NONE;
    blame = Blame.NOBODY;
    return innocent;
  }

  /** No spare before this. */
  void spareNotBefore(long nanos) {
    spareNanos = Math.max(spareNanos, nanos);
  }

  /** A spare is wanted now, whatever happened to earlier ones. */
  void spareAtOnce(long nowNanos) {
    spareNanos = nowNanos;
  }

  boolean ownerMayStart(long nowNanos) {
    return nowNanos - ownerNanos >= 0;
  }

  boolean spareMayStart(long nowNanos) {
    return nowNanos - spareNanos >= 0;
  }

  Terms terms() {
    return blame.terms();
  }

  BackOff owners() {
    return owners;
  }

  BackOff spares() {
    return spares;
  }

  /** What of it matters for what comes next. */
  String describe(long nowNanos) {
    return "failed %d%s%s; %s, terms %d%s"
        .formatted(
            Math.min(owners.failures(), 3),
            owners.exhausted() ? " exhausted" : "",
            ownerMayStart(nowNanos) ? "" : " waits",
            spareMayStart(nowNanos) ? "may" : "later",
            blame.terms().quarantine().size(),
            blame.terms().goodConfig() ? " good" : "");
  }
}
