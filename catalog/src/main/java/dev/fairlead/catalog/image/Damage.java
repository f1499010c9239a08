package dev.fairlead.catalog.image;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What turned out unusable in an image while it was read: counted, said once. Thread-safe. */
final class Damage {
  private static final Logger LOG = LoggerFactory.getLogger(Damage.class);

  private final Path path;
  private final LongAdder count = new LongAdder();

  /** Only who sets it logs; nothing else depends on it. */
  private final AtomicBoolean said = new AtomicBoolean();

  Damage(Path path) {
    this.path = path;
  }

  void badRecord(Part part) {
    count.increment();
    if (said.compareAndSet(false, true)) {
      LOG.warn("catalog image {}: a record of its {} is damaged and counts as absent", path, part);
    }
  }

  void unreadable(InternalError e) {
    count.increment();
    if (said.compareAndSet(false, true)) {
      LOG.warn("catalog image {}: cannot be read where it is mapped; counts as absent", path, e);
    }
  }

  long count() {
    return count.sum();
  }
}
