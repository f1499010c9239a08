package dev.fairlead.proxy.connect;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Ejection;
import dev.fairlead.catalog.model.InFlight;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.proxy.balance.Grounds;
import dev.fairlead.proxy.balance.Latency;
import dev.fairlead.proxy.balance.TrackRecord;
import dev.fairlead.proxy.observe.Traffic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the balancer how it went with the instance it chose, and operators when that ejects it.
 *
 * <p>Thread-safe. Times are of {@link System#nanoTime}.
 */
final class Feedback {
  private static final Logger LOG = LoggerFactory.getLogger(Feedback.class);

  private final Traffic traffic;

  /**
   * Feedback for all instances.
   *
   * @param traffic counts ejections
   */
  Feedback(Traffic traffic) {
    this.traffic = traffic;
  }

  /** It began to answer after {@code nanos}. */
  void answered(Instance instance, long nanos, long now) {
    Latency.took(instance.load(), nanos, now);
  }

  /** It answered all of it. */
  void succeeded(ServiceView view, Instance instance, long now) {
    ended(view, instance, false, now);
  }

  /** It failed after {@code nanos}: one that fails fast is not a fast one. */
  void failed(ServiceView view, Instance instance, long nanos, long now) {
    InFlight load = instance.load();
    if (Latency.known(load.latency())) {
      Latency.tookAtLeast(load, nanos, now);
    }
    ended(view, instance, true, now);
  }

  /** It was waited for in vain for {@code nanos}, which may be less than it needs. */
  void abandoned(Instance instance, long nanos, long now) {
    Latency.tookAtLeast(instance.load(), nanos, now);
  }

  private void ended(ServiceView view, Instance instance, boolean failed, long now) {
    Ejection rules = view.policy().choosing().ejection();
    InFlight load = instance.load();
    if (TrackRecord.ended(load, failed, now, rules)) {
      traffic.ejected(view.service());
      LOG.warn(
          "service {}: instance {} {}",
          view.service(),
          instance.id(),
          Grounds.ejection(load.record(), now)); // once per ejection: never often
    }
  }
}
