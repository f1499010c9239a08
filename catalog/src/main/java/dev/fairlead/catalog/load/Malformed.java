package dev.fairlead.catalog.load;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts rows and options that cannot be used, and logs each once.
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
  private final LongAdder options = new LongAdder();

  /** Takes note of a remark such as {@code instance 'a': endpoint 'x' is not ip:port}. */
  public void note(String remark) {
    count.increment();
    if (logged.asMap().putIfAbsent(remark, Boolean.TRUE) == null) {
      LOG.warn("row not used: {}", remark);
    }
  }

  /** Takes note of an option that is not applied, such as {@code route 'a': rate: not …}. */
  public void noteOptions(String remark) {
    options.increment();
    if (logged.asMap().putIfAbsent(remark, Boolean.TRUE) == null) {
      LOG.warn("option not applied: {}", remark);
    }
  }

  /** How often an option was read that is not applied. */
  public long optionFaults() {
    return options.sum();
  }

  /** How often an unusable row was read. */
  public long count() {
    return count.sum();
  }
}
