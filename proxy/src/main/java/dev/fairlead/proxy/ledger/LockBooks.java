package dev.fairlead.proxy.ledger;

import dev.fairlead.catalog.lock.LabelledLock;
import dev.fairlead.catalog.lock.LockStatus;
import dev.fairlead.catalog.lock.Mode;
import dev.fairlead.watchdog.ledger.LockState;
import dev.fairlead.watchdog.ledger.NodeLedger;
import java.util.List;

/**
 * Notes the labelled locks. Takes none and stops nobody: a word is one load, and who is inside is
 * looked up only when the word says that somebody is.
 *
 * <p>Used by one thread.
 */
final class LockBooks {
  private final List<LabelledLock> locks;

  /** Whether the state on the page is that of a lock nobody holds. */
  private final boolean[] notedFree;

  LockBooks(List<LabelledLock> locks) {
    this.locks = List.copyOf(locks);
    this.notedFree = new boolean[locks.size()];
  }

  void note(NodeLedger ledger) {
    for (int i = 0; i < notedFree.length; i++) {
      LabelledLock lock = locks.get(i);
      boolean free = lock.word() == 0;
      if (!free || !notedFree[i]) {
        ledger.lock(i, state(lock));
      }
      notedFree[i] = free;
    }
  }

  private static LockState state(LabelledLock lock) {
    long now = System.nanoTime();
    LockStatus status = lock.status();
    LockStatus.Holder lastWriter = status.lastWriter();
    return new LockState(
        status.name(),
        Long.parseUnsignedLong(status.word().substring(2), 16),
        status.meaning(),
        holders(now, status.holders(), LockState.MAX_HOLDERS),
        holders(now, status.waiters(), LockState.MAX_WAITERS),
        status.waiters().size(),
        lastWriter == null ? List.of() : List.of(holder(now, lastWriter)));
  }

  private static List<LockState.Holder> holders(long now, List<LockStatus.Holder> all, int most) {
    return all.stream().limit(most).map(one -> holder(now, one)).toList();
  }

  private static LockState.Holder holder(long now, LockStatus.Holder holder) {
    return new LockState.Holder(
        holder.thread(), holder.label(), mode(holder.mode()), now - holder.since().toNanos());
  }

  private static String mode(Mode mode) {
    return switch (mode) {
      case READ -> "read";
      case UPGRADABLE -> "upgradable";
      case WRITE -> "write";
    };
  }
}
