package dev.fairlead.proxy.check;

import dev.fairlead.catalog.model.InstanceRow.Health;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs which instances begin to fail or pass: {@value #MAX} lines a second, of more how many.
 *
 * <p>Confined to one thread.
 */
final class HealthLog {
  private static final Logger LOG = LoggerFactory.getLogger(HealthLog.class);

  /** Lines a second. */
  static final int MAX = 10;

  private static final long SECOND_NANOS = 1_000_000_000;

  private long secondNanos;
  private int logged;
  private int left;

  HealthLog(long nowNanos) {
    this.secondNanos = nowNanos;
  }

  /** What the checks of {@code instance} say has changed. */
  void changed(Checked instance, long nowNanos) {
    tick(nowNanos);
    if (logged == MAX) {
      left++;
      return;
    }
    logged++;
    CheckStatus status = instance.status();
    if (status.health() == Health.FAILING) {
      LOG.warn(
          "instance {} of service {} fails its checks: {}",
          instance.id(),
          instance.target().service(),
          status.reason());
    } else {
      LOG.info(
          "instance {} of service {} passes its checks",
          instance.id(),
          instance.target().service());
    }
  }

  /** Lets time pass. */
  void tick(long nowNanos) {
    if (nowNanos - secondNanos < SECOND_NANOS) {
      return;
    }
    if (left > 0) {
      LOG.warn("and {} more instances began to fail or pass within a second", left);
    }
    secondNanos = nowNanos;
    logged = 0;
    left = 0;
  }
}
