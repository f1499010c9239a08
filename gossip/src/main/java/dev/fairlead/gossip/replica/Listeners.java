package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.ChangeFeed;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who want to know. A listener that throws is logged and disturbs nobody.
 *
 * <p>Thread-safe.
 */
final class Listeners<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final List<Entry<T>> entries = new CopyOnWriteArrayList<>();

  /** Holds one subscription; the same listener may subscribe twice. */
  private static final class Entry<T> {
    private final Consumer<T> listener;

    Entry(Consumer<T> listener) {
      this.listener = listener;
    }
  }

  ChangeFeed.Subscription add(Consumer<T> listener) {
    Entry<T> entry = new Entry<>(listener);
    entries.add(entry);
    return () -> entries.remove(entry);
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  void tell(T news) {
    for (Entry<T> entry : entries) {
      try {
        entry.listener.accept(news);
      } catch (RuntimeException | Error e) { // the writer must outlive whatever they do
        LOG.error("a listener of the replica failed; it keeps its subscription", e);
      }
    }
  }
}
