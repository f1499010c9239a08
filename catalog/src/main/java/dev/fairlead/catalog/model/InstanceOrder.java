package dev.fairlead.catalog.model;

import static dev.fairlead.catalog.model.InstanceLayout.int32;
import static dev.fairlead.catalog.model.InstanceLayout.int64;
import static dev.fairlead.catalog.model.InstanceLayout.unsigned;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts packed instances in the order that follows from which nodes are alive: a permutation copy.
 *
 * <p>The parts stay in the order of ids, so that the same instances and living nodes give the same
 * bytes, whatever was before. Confined to one call of {@link #by}.
 */
final class InstanceOrder {
  private static final int PARTS = 3;

  private final byte[] from;
  private final long ends;
  private final int count;
  private final boolean[] alive;
  private final int[] order;
  private final int[] sizes = new int[PARTS];

  private InstanceOrder(byte[] from, boolean[] alive) {
    this.from = from;
    this.ends = int64(from, InstanceLayout.ENDS);
    this.count = int32(from, InstanceLayout.COUNT);
    this.alive = alive;
    this.order = new int[count];
  }

  /**
   * The same instances, those of nodes that are not alive last; null if they are in that order.
   *
   * @param alive by place in the table of node names
   */
  static byte @Nullable [] by(byte[] bytes, boolean[] alive) {
    InstanceOrder order = new InstanceOrder(bytes, alive);
    return order.holds() ? null : order.copied();
  }

  private boolean holds() {
    int owned = int32(from, InstanceLayout.OWNED);
    for (int i = 0; i < count; i++) {
      if (isAlive(i) != (i < owned)) {
        return false;
      }
    }
    return true;
  }

  private boolean isAlive(int i) {
    return alive[InstanceLayout.value(from, ends, i, InstanceLayout.NODE)];
  }

  private int part(int i) {
    return !isAlive(i) ? 2 : InstanceReading.routable(from, ends, i) ? 0 : 1;
  }

  private byte[] copied() {
    int[] byId = byId();
    for (int i : byId) {
      sizes[part(i)]++;
    }
    int[] next = {0, sizes[0], sizes[0] + sizes[1]};
    for (int i : byId) {
      order[next[part(i)]++] = i;
    }
    return copy();
  }

  /** The places in the order of ids: the parts are in it, so they are merged. */
  private int[] byId() {
    int routable = int32(from, InstanceLayout.ROUTABLE);
    int owned = int32(from, InstanceLayout.OWNED);
    int[] all = new int[count];
    Arrays.setAll(all, i -> i);
    int[] live = merge(all, 0, routable, owned);
    System.arraycopy(live, 0, all, 0, owned);
    return merge(all, 0, owned, count);
  }

  private int[] merge(int[] places, int start, int middle, int end) {
    int[] merged = new int[end - start];
    int left = start;
    int right = middle;
    for (int i = 0; i < merged.length; i++) {
      boolean takeLeft =
          right == end
              || (left < middle
                  && InstanceReading.compareIds(from, places[left], from, places[right]) <= 0);
      merged[i] = takeLeft ? places[left++] : places[right++];
    }
    return merged;
  }

  private byte[] copy() {
    byte[] to = from.clone();
    int32(to, InstanceLayout.ROUTABLE, sizes[0]);
    int32(to, InstanceLayout.OWNED, sizes[0] + sizes[1]);
    int stride = InstanceLayout.stride(ends);
    int ids = InstanceLayout.ids(from);
    int idEnd = 0;
    for (int i = 0; i < count; i++) {
      int old = order[i];
      int at = InstanceLayout.ENTRIES + i * stride;
      System.arraycopy(from, InstanceLayout.ENTRIES + old * stride, to, at, stride);
      int start = InstanceLayout.idEnd(from, ends, old - 1);
      int length = InstanceLayout.idEnd(from, ends, old) - start;
      System.arraycopy(from, ids + start, to, ids + idEnd, length);
      idEnd += length;
      unsigned(to, at, InstanceLayout.width(ends, InstanceLayout.ID_END), idEnd);
    }
    return to;
  }
}
