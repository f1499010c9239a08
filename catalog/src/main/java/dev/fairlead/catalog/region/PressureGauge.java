package dev.fairlead.catalog.region;

import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.Pressure;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How loaded services are, slow to calm down: rises at once, falls after {@value #CALM_LOOKS} looks
 * in a row that saw less. So a service at its limit does not flood the world with changes.
 *
 * <p>Confined to the catalog writer; bounded by {@link #retain}.
 */
final class PressureGauge {
  private static final int CALM_LOOKS = 3;

  private record Reading(Pressure pressure, int calmLooks) {}

  private final Map<String, Reading> readings = new HashMap<>();

  /** What is true of {@code instances} at this moment: the least loaded of them decides. */
  static Pressure momentary(List<Instance> instances) {
    Pressure least = Pressure.FULL;
    for (Instance instance : instances) {
      Pressure its = momentary(instance);
      least = its.compareTo(least) < 0 ? its : least;
    }
    return instances.isEmpty() ? Pressure.LOW : least;
  }

  private static Pressure momentary(Instance instance) {
    int load = instance.load().get();
    if (instance.hard() > 0 && load >= instance.hard()) {
      return Pressure.FULL;
    }
    return instance.soft() > 0 && load >= instance.soft() ? Pressure.HIGH : Pressure.LOW;
  }

  /** Takes a look; what to tell the world from now on. */
  Pressure look(String service, Pressure seen) {
    Reading before = readings.getOrDefault(service, new Reading(Pressure.LOW, 0));
    Reading next;
    if (seen.compareTo(before.pressure()) >= 0) {
      next = new Reading(seen, 0);
    } else if (before.calmLooks() + 1 < CALM_LOOKS) {
      next = new Reading(before.pressure(), before.calmLooks() + 1);
    } else {
      next = new Reading(seen, 0);
    }
    readings.put(service, next);
    return next.pressure();
  }

  /** What the last look decided. */
  Pressure current(String service) {
    return readings.getOrDefault(service, new Reading(Pressure.LOW, 0)).pressure();
  }

  /** Forgets all other services. */
  void retain(Collection<String> services) {
    readings.keySet().retainAll(services);
  }
}
