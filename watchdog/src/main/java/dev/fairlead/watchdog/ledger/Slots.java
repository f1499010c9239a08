package dev.fairlead.watchdog.ledger;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A table of the page: slots of one size, one after the other.
 *
 * @param all in order
 */
record Slots(List<Slot> all) {
  static Slots loops(ByteBuffer page) {
    return of(page, Layout.LOOPS, Layout.LOOP_BYTES, Layout.MAX_LOOPS);
  }

  static Slots locks(ByteBuffer page) {
    return of(page, Layout.LOCKS, Layout.LOCK_BYTES, Layout.MAX_LOCKS);
  }

  static Slots heads(ByteBuffer page) {
    return of(page, Layout.HEADS, Layout.HEAD_BYTES, Layout.MAX_HEADS);
  }

  private static Slots of(ByteBuffer page, int start, int bytes, int count) {
    List<Slot> slots = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      slots.add(new Slot(page, start + i * bytes, bytes));
    }
    return new Slots(List.copyOf(slots));
  }

  Slot get(int index) {
    return all.get(index);
  }

  /** Those that were written. */
  <T> List<T> read(Function<Copy, T> reading) {
    return all.stream().map(Slot::read).filter(Copy::written).map(reading).toList();
  }
}
