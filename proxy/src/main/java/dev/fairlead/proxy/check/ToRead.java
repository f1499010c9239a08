package dev.fairlead.proxy.check;

import dev.fairlead.gossip.change.ChangedRow;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Collects, from changed rows, what has to be read from the replica again to know which instances
 * are checked, and how.
 *
 * <pre>
 *   instance row: checked so far, or now this node's        ─► that instance
 *                 its service or endpoint changed, and it
 *                 does not say whose it is                  ─► that instance
 *   service row:  of instances checked so far, or its
 *                 policy speaks of a check                  ─► its instances of this node
 *   anything else                                           ─► nothing
 * </pre>
 *
 * <p>A change carries the columns that changed, all of them when the row is new. Of more than
 * {@value #MAX} rows everything is read instead. Confined to one thread; pure.
 */
final class ToRead {
  /** Rows read one by one. */
  static final int MAX = 1_000;

  private final String node;
  private final Set<String> instances = new LinkedHashSet<>();
  private final Set<String> services = new LinkedHashSet<>();
  private boolean everything = true; // nothing was read yet

  /** For what {@code node} owns. */
  ToRead(String node) {
    this.node = node;
  }

  /**
   * What is to be read.
   *
   * @param everything all that the node owns; then the rest is empty
   * @param instances ids
   * @param services ids, of which the node's instances
   */
  record Batch(boolean everything, Set<String> instances, Set<String> services) {}

  /** Any row may have changed. */
  void everything() {
    everything = true;
    instances.clear();
    services.clear();
  }

  /** An instance's row changed. */
  void instance(ChangedRow row, Predicate<String> checked) {
    String id = String.valueOf(row.key().getFirst());
    Map<String, @Nullable Object> columns = row.columns();
    Object owner = columns.get("node");
    boolean unsaid =
        owner == null && (columns.containsKey("service") || columns.containsKey("endpoint"));
    if (checked.test(id) || node.equals(owner) || unsaid) {
      add(instances, id);
    }
  }

  /** A service's row changed. */
  void service(ChangedRow row, Predicate<String> checked) {
    String id = String.valueOf(row.key().getFirst());
    Object policy = row.columns().get("policy");
    boolean unsaid = policy == null && row.columns().containsKey("protocol");
    if (checked.test(id) || unsaid || (policy != null && policy.toString().contains("check"))) {
      add(services, id);
    }
  }

  private void add(Set<String> rows, String id) {
    if (everything) {
      return;
    }
    rows.add(id);
    if (instances.size() + services.size() > MAX) {
      everything();
    }
  }

  /** Whether there is anything to read. */
  boolean isEmpty() {
    return !everything && instances.isEmpty() && services.isEmpty();
  }

  /** Whether that is everything. */
  boolean isEverything() {
    return everything;
  }

  /** Takes what is to be read; whoever fails to read it says {@link #everything}. */
  Batch take() {
    Batch batch = new Batch(everything, Set.copyOf(instances), Set.copyOf(services));
    everything = false;
    instances.clear();
    services.clear();
    return batch;
  }
}
