package dev.fairlead.watchdog.ledger;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The last {@value Layout#MAX_CHANGES} changes of one {@link ChangeLane}: number {@code n} is in
 * slot {@code n % 64}, and those from {@code done} on are under way.
 *
 * <pre>
 *   0        8
 *  +--------+--------------------------------------------+
 *  | done   | slots: number, time, change                |
 *  +--------+--------------------------------------------+
 * </pre>
 *
 * <p>One writing thread at a time. Of a batch larger than the ring the last changes are seen.
 */
final class Lane {
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final ByteBuffer page;
  private final ChangeLane lane;
  private final int start;
  private final Slot[] slots = new Slot[Layout.MAX_CHANGES];

  /** The number of the next change; the writer's own. */
  private long next;

  Lane(ByteBuffer page, ChangeLane lane) {
    this.page = page;
    this.lane = lane;
    this.start = Layout.CHANGES + lane.place() * Layout.LANE_BYTES;
    for (int i = 0; i < slots.length; i++) {
      slots[i] = new Slot(page, start + 8 + i * Layout.CHANGE_BYTES, Layout.CHANGE_BYTES);
    }
  }

  /** Notes it as under way. */
  void begin(Change change, long nanos) {
    Slot slot = slots[(int) (next % slots.length)];
    slot.begin().putLong(next).putLong(nanos);
    change.putInto(slot);
    slot.end();
    next++;
  }

  /** All that were begun are applied. The release keeps it behind what applying them wrote. */
  void end() {
    LONG.setRelease(page, start, next); // pairs with the acquire in read
  }

  /** What is there, newest first. */
  List<NotedChange> read() {
    long done = (long) LONG.getAcquire(page, start);
    List<NotedChange> changes = new ArrayList<>();
    for (Slot slot : slots) {
      Copy copy = slot.read();
      if (copy.written()) {
        long number = copy.getLong();
        long nanos = copy.getLong();
        changes.add(new NotedChange(lane, number, nanos, number >= done, Change.from(copy)));
      }
    }
    changes.sort(Comparator.comparingLong(NotedChange::number).reversed());
    return changes;
  }
}
