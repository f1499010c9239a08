package dev.fairlead.gossip.swim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What this node still has to tell others: one claim per member, told a limited number of times.
 *
 * <p>What was told least goes first. Bounded by the member table, since a newer claim about a
 * member replaces the older. Confined to one thread.
 */
final class NewsQueue {
  private final TreeSet<Item> order =
      new TreeSet<>(Comparator.comparingInt(Item::told).thenComparingLong(Item::entered));
  private final Map<String, Item> byName = new HashMap<>();
  private long entered;

  /** Starts telling {@code claim}, in place of any older one about the same member. */
  void add(Evidence claim) {
    put(new Item(claim, 0, entered++));
  }

  boolean isEmpty() {
    return order.isEmpty();
  }

  /** Takes what fits in {@code bytes}; each claim is dropped once told {@code limit} times. */
  List<Evidence> take(int bytes, int limit) {
    List<Item> taken = new ArrayList<>();
    int left = bytes;
    for (Item item : order) {
      int needed = item.claim().maxBytes();
      if (needed <= left) {
        taken.add(item);
        left -= needed;
      }
      if (left < 100) {
        break;
      }
    }
    taken.forEach(item -> told(item, limit));
    return taken.stream().map(Item::claim).toList();
  }

  private void told(Item item, int limit) {
    order.remove(item);
    byName.remove(item.claim().who().name());
    if (item.told() + 1 < limit) {
      put(new Item(item.claim(), item.told() + 1, item.entered()));
    }
  }

  private void put(Item item) {
    Item older = byName.put(item.claim().who().name(), item);
    if (older != null) {
      order.remove(older);
    }
    order.add(item);
  }

  private record Item(Evidence claim, int told, long entered) {}
}
