package dev.fairlead.watchdog.ledger;

import java.util.ArrayList;
import java.util.List;

/**
 * One labelled lock as the node saw it last. Immutable.
 *
 * @param name of the lock
 * @param word its raw state
 * @param meaning the word in words
 * @param holders who is inside; at most {@link #MAX_HOLDERS} are kept
 * @param waiters who waits; at most {@link #MAX_WAITERS} are kept
 * @param waiting how many wait, kept or not
 * @param lastWriter who wrote last; empty before the first
 */
public record LockState(
    String name,
    long word,
    String meaning,
    List<Holder> holders,
    List<Holder> waiters,
    int waiting,
    List<Holder> lastWriter) {
  /** Threads inside that are kept: a writer is alone, of many readers these stand for all. */
  public static final int MAX_HOLDERS = 3;

  /** Threads waiting that are kept. */
  public static final int MAX_WAITERS = 2;

  private static final int NAME_BYTES = 48;
  private static final int MEANING_BYTES = 96;
  private static final int THREAD_BYTES = 48;
  private static final int LABEL_BYTES = 64;
  private static final int MODE_BYTES = 16;

  /** Copies the lists. */
  public LockState {
    holders = List.copyOf(holders);
    waiters = List.copyOf(waiters);
    lastWriter = List.copyOf(lastWriter);
  }

  /**
   * A thread inside a lock, or waiting for one. Immutable.
   *
   * @param thread its name
   * @param label what it does there
   * @param mode {@code read}, {@code upgradable} or {@code write}
   * @param sinceNanos {@link System#nanoTime} when it entered, or began to wait
   */
  public record Holder(String thread, String label, String mode, long sinceNanos) {
    private void putInto(Slot slot) {
      slot.putText(thread, THREAD_BYTES)
          .putText(label, LABEL_BYTES)
          .putText(mode, MODE_BYTES)
          .putLong(sinceNanos);
    }

    private static Holder from(Copy copy) {
      return new Holder(
          copy.getText(THREAD_BYTES),
          copy.getText(LABEL_BYTES),
          copy.getText(MODE_BYTES),
          copy.getLong());
    }
  }

  void putInto(Slot slot) {
    slot.begin().putText(name, NAME_BYTES).putLong(word).putText(meaning, MEANING_BYTES);
    put(slot, holders, MAX_HOLDERS);
    put(slot, waiters, MAX_WAITERS);
    put(slot, lastWriter, 1);
    slot.putInt(waiting).end();
  }

  private static void put(Slot slot, List<Holder> all, int most) {
    List<Holder> kept = all.subList(0, Math.min(all.size(), most));
    slot.putInt(kept.size());
    kept.forEach(holder -> holder.putInto(slot));
  }

  static LockState from(Copy copy) {
    String name = copy.getText(NAME_BYTES);
    long word = copy.getLong();
    String meaning = copy.getText(MEANING_BYTES);
    List<Holder> holders = get(copy, MAX_HOLDERS);
    List<Holder> waiters = get(copy, MAX_WAITERS);
    List<Holder> lastWriter = get(copy, 1);
    return new LockState(name, word, meaning, holders, waiters, copy.getInt(), lastWriter);
  }

  private static List<Holder> get(Copy copy, int most) {
    int count = copy.getCount(most);
    List<Holder> all = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      all.add(Holder.from(copy));
    }
    return all;
  }
}
