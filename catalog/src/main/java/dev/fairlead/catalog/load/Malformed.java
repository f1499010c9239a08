package dev.fairlead.catalog.load;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts rows that cannot be used, and logs each once.
 *
 * <p>Thread-safe. Remembers the {@value #REMEMBERED} rows logged last; one that fell out of memory
 * may be logged again.
 */
public final class Malformed {
  private static final Logger LOG = LoggerFactory.getLogger(Malformed.class);
  private static final int REMEMBERED = 1_000;

  private final Cache<String, Boolean> logged =
      Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();
  private final LongAdder count = new LongAdder();

  /** Takes note of a remark such as {@code instance 'a': endpoint 'x' is not ip:port}. */
  public void note(String remark) {
    count.increment();
    if (logged.asMap().putIfAbsent(remark, Boolean.TRUE) == null) {
      LOG.warn("row not used: {}", remark);
    }
  }

  /** How often an unusable row was read. */
  public long count() {
    return count.sum();
  }
}
