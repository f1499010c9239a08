package dev.fairlead.catalog.region;

import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.Pressure;
import java.util.Collection;
import java.util.HashMap;
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

  /** What is true at this moment of those that {@code node} owns: the least loaded decides. */
  static Pressure momentary(Instances instances, String node) {
    Pressure least = Pressure.FULL;
    boolean any = false;
    int owner = instances.owner(node);
    for (int i = 0; i < instances.routable() && least != Pressure.LOW; i++) {
      if (instances.owner(i) == owner) {
        any = true;
        Pressure its = momentary(instances, i);
        least = its.compareTo(least) < 0 ? its : least;
      }
    }
    return any ? least : Pressure.LOW;
  }

  private static Pressure momentary(Instances instances, int i) {
    int soft = instances.soft(i);
    int hard = instances.hard(i);
    int load = soft == 0 && hard == 0 ? 0 : instances.inFlight(i);
    if (hard > 0 && load >= hard) {
      return Pressure.FULL;
    }
    return soft > 0 && load >= soft ? Pressure.HIGH : Pressure.LOW;
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
