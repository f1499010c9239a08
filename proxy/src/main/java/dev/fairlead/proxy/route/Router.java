package dev.fairlead.proxy.route;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.InstanceRow;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.Policy.Spill;
import dev.fairlead.catalog.model.Pressure;
import dev.fairlead.catalog.model.RegionPresence;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides where a request or connection goes: an instance here, another region, or nowhere.
 *
 * <pre>
 *   wanted instance is here ───────────────► Forced
 *   preferred region has it, not carried ──► Remote (that one)
 *   only one region will do ───────────────► Local there, Full, FR02: never anywhere else
 *   an instance here below its hard limit ─► Local, unless all are busy and spill = high
 *   none here, or all full and spill ──────► Remote (the nearest that has it and can be reached)
 *   … but it was carried here already ─────► FR05 when only elsewhere could serve, never a second hop
 * </pre>
 *
 * <p>Pure and stateless. Thread-safe. A decision for {@link Decision.Local} allocates nothing.
 */
public final class Router {
  private Router() {}

  /** Decides by {@code facts} and the service as it is now; notes each reason in {@code trace}. */
  public static Decision decide(Facts facts, ServiceView view, Trace trace) {
    if (trace.keeps()) {
      noteUnusable(view.instances(), trace);
    }
    if (!facts.forceInstance().isEmpty()) {
      return forced(facts, view, trace);
    }
    RegionPresence preferred = preferred(facts, view, trace);
    if (preferred != null) {
      return new Decision.Remote(preferred);
    }
    Instances here = view.instances();
    noteLoads(here, trace);
    if (facts.insists()) {
      return onlyThere(facts, here);
    }
    if (!anyFree(here, facts.avoid())) {
      return anyLeft(here, facts.avoid()) ? full(facts, view, trace) : noneHere(facts, view, trace);
    }
    if (view.policy().spill() == Spill.HIGH && !facts.carried() && allBusy(here)) {
      RegionPresence calm = nearest(facts, view, Pressure.LOW, trace);
      if (calm != null) {
        trace.note("spill", "all here are busy, " + calm.region() + " is not");
        return new Decision.Remote(calm);
      }
    }
    return Decision.LOCAL;
  }

  private static Decision forced(Facts facts, ServiceView view, Trace trace) {
    int place = view.instances().routable(facts.forceInstance());
    if (place >= 0) {
      noteLoad(view.instances().get(place), trace);
      return view.instances().get(place).full() ? Decision.FULL : new Decision.Forced(place);
    }
    trace.note("forced instance " + facts.forceInstance(), "not routable here");
    RegionPresence preferred = preferred(facts, view, trace);
    return preferred != null ? new Decision.Remote(preferred) : new Decision.Refused(noWay(facts));
  }

  /** No other region will do, and another one that was wanted is not there. */
  private static Decision onlyThere(Facts facts, Instances here) {
    if (!facts.preferRegion().equals(facts.region()) || !anyLeft(here, facts.avoid())) {
      return new Decision.Refused(noWay(facts));
    }
    return anyFree(here, facts.avoid()) ? Decision.LOCAL : Decision.FULL;
  }

  /** Nobody has it, or those who have it cannot be reached. */
  private static Fault noWay(Facts facts) {
    return facts.unreachable().isEmpty() ? Fault.FR02 : Fault.FB01;
  }

  private static @Nullable RegionPresence preferred(Facts facts, ServiceView view, Trace trace) {
    String wanted = facts.preferRegion();
    if (wanted.isEmpty() || wanted.equals(facts.region()) || facts.carried()) {
      return null;
    }
    if (facts.unreachable().contains(wanted)) {
      trace.region(wanted, "preferred by the client, but none of its proxies could be reached");
      return null;
    }
    for (RegionPresence presence : view.elsewhere()) {
      if (presence.region().equals(wanted) && presence.routable() > 0) {
        trace.region(wanted, "preferred by the client");
        return presence;
      }
    }
    trace.region(wanted, "preferred by the client, but it has no routable instance");
    return null;
  }

  private static Decision noneHere(Facts facts, ServiceView view, Trace trace) {
    trace.region(facts.region(), "no routable instance here");
    RegionPresence nearest = nearest(facts, view, Pressure.FULL, trace);
    if (nearest == null) {
      return new Decision.Refused(noWay(facts));
    }
    if (facts.carried()) {
      trace.region(nearest.region(), "would be a second hop");
      return new Decision.Refused(Fault.FR05);
    }
    return new Decision.Remote(nearest);
  }

  private static Decision full(Facts facts, ServiceView view, Trace trace) {
    trace.region(facts.region(), "all instances here are at their hard limit");
    if (view.policy().spill() == Spill.NEVER || facts.carried()) {
      trace.note("spill", facts.carried() ? "carried here already" : "never, by policy");
      return Decision.FULL;
    }
    RegionPresence nearest = nearest(facts, view, Pressure.HIGH, trace);
    return nearest == null ? Decision.FULL : new Decision.Remote(nearest);
  }

  /** The first of the regions, nearest first, that can serve under at most {@code worst}. */
  private static @Nullable RegionPresence nearest(
      Facts facts, ServiceView view, Pressure worst, Trace trace) {
    for (RegionPresence presence : view.elsewhere()) {
      if (presence.routable() <= 0) {
        trace.region(presence.region(), "no routable instance");
      } else if (facts.unreachable().contains(presence.region())) {
        trace.region(presence.region(), "none of its proxies could be reached");
      } else if (presence.pressure().compareTo(worst) > 0) {
        trace.region(presence.region(), "its instances are too busy");
      } else {
        trace.region(presence.region(), "nearest that can serve");
        return presence;
      }
    }
    return null;
  }

  /** Whether any instance that can take traffic is below its hard limit. */
  public static boolean anyFree(Instances here) {
    if (!here.limited()) {
      return here.routable() > 0;
    }
    for (int i = 0; i < here.routable(); i++) {
      if (!here.get(i).full()) {
        return true;
      }
    }
    return false;
  }

  /** The same of those that are not in {@code avoid}. */
  public static boolean anyFree(Instances here, Set<String> avoid) {
    if (avoid.isEmpty()) {
      return anyFree(here);
    }
    for (int i = 0; i < here.routable(); i++) {
      if (!here.get(i).full() && !avoid.contains(here.id(i))) {
        return true;
      }
    }
    return false;
  }

  /** Whether any that can take traffic is not in {@code avoid}. */
  private static boolean anyLeft(Instances here, Set<String> avoid) {
    if (avoid.isEmpty()) {
      return here.routable() > 0;
    }
    for (int i = 0; i < here.routable(); i++) {
      if (!avoid.contains(here.id(i))) {
        return true;
      }
    }
    return false;
  }

  /** Whether all that are below their hard limit are busy. */
  private static boolean allBusy(Instances here) {
    for (int i = 0; i < here.routable(); i++) {
      Instance instance = here.get(i);
      if (!instance.busy() && !instance.full()) {
        return false;
      }
    }
    return true;
  }

  private static void noteLoads(Instances here, Trace trace) {
    for (int i = 0; trace.keeps() && i < here.routable(); i++) {
      noteLoad(here.get(i), trace);
    }
  }

  private static void noteLoad(Instance instance, Trace trace) {
    trace.instance(
        instance.id(),
        instance.load().get(),
        instance.hard(),
        instance.full() ? "dropped, full" : "kept");
  }

  private static void noteUnusable(Instances here, Trace trace) {
    for (int i = here.routable(); i < here.size(); i++) {
      InstanceRow row = here.row(i);
      String why =
          i < here.owned()
              ? "dropped, state " + row.state() + ", health " + row.health()
              : "dropped, its node " + row.node() + " is not alive";
      trace.instance(row.id(), here.inFlight(i), row.hard(), why);
    }
  }
}
