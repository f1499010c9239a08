package dev.fairlead.watchdog.evidence;

import dev.fairlead.watchdog.ledger.LockState;
import dev.fairlead.watchdog.ledger.Vitals;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The ledger as an operator reads it. Pure. */
final class LedgerText {
  private LedgerText() {}

  static List<String> of(LedgerReading ledger) {
    List<String> lines = new ArrayList<>();
    lines.add("What the node wrote down itself; times are milliseconds before it was read.");
    lines.add("");
    lines.add(
        "process %d, role %s, phase %s since %d ms"
            .formatted(
                ledger.stage().pid(),
                lower(ledger.stage().role()),
                lower(ledger.stage().phase()),
                ledger.agoMillis(ledger.stage().sinceNanos())));
    lines.add(vitals(ledger));
    heading(lines, "event loops: ticks, lag ms, connections");
    ledger
        .loops()
        .forEach(l ->
            lines.add(
                "%-16s %10d %8d %8d"
                    .formatted(l.name(), l.ticks(), l.lagNanos() / 1_000_000, l.connections())));
    heading(lines, "locks");
    ledger.locks().forEach(lock -> lock(lines, ledger, lock));
    heading(lines, "changes, those under way first, then the newest first");
    ledger
        .changes()
        .forEach(c ->
            lines.add(
                "%-9s %-7s %8d ms  %s  %s  %s"
                    .formatted(
                        c.underWay() ? "under way" : "applied",
                        lower(c.lane()),
                        ledger.agoMillis(c.atNanos()),
                        c.change().id(),
                        c.change().table(),
                        c.change().key())));
    heading(lines, "feed heads");
    ledger
        .heads()
        .forEach(h -> lines.add("%s/%s %d".formatted(h.origin(), h.scope(), h.version())));
    return lines;
  }

  private static String vitals(LedgerReading ledger) {
    Vitals vitals = ledger.vitals();
    if (vitals.beats() == 0) {
      return "its bookkeeper had written nothing yet";
    }
    return "last written %d ms before, beat %d, woke late by %d ms at worst; up %d ms; %d collections, %d ms; heap %d of %d MiB; buffers %d MiB%s"
        .formatted(
            ledger.silentMillis(),
            vitals.beats(),
            vitals.driftNanos() / 1_000_000,
            vitals.uptimeNanos() / 1_000_000,
            vitals.collections(),
            vitals.collectionMillis(),
            vitals.heap().usedBytes() >> 20,
            vitals.heap().maxBytes() >> 20,
            vitals.directBytes() >> 20,
            vitals.debugged() ? "; a debugger may stop it" : "");
  }

  private static void lock(List<String> lines, LedgerReading ledger, LockState lock) {
    lines.add(
        "%s 0x%016x %s, %d waiting"
            .formatted(lock.name(), lock.word(), lock.meaning(), lock.waiting()));
    lock.holders().forEach(h -> lines.add("  inside   " + holder(ledger, h)));
    lock.waiters().forEach(h -> lines.add("  waits    " + holder(ledger, h)));
    lock.lastWriter().forEach(h -> lines.add("  wrote last " + holder(ledger, h)));
  }

  private static String holder(LedgerReading ledger, LockState.Holder holder) {
    return "%s \"%s\" %s since %d ms"
        .formatted(
            holder.thread(), holder.label(), holder.mode(), ledger.agoMillis(holder.sinceNanos()));
  }

  private static void heading(List<String> lines, String text) {
    lines.add("");
    lines.add(text);
  }

  /** A constant as words are written everywhere else. */
  static String lower(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }
}
