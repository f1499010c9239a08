package dev.fairlead.proxy.route;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.Policy.Spill;
import dev.fairlead.catalog.model.Pressure;
import dev.fairlead.catalog.model.RegionPresence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides where a request or connection goes: an instance here, another region, or nowhere.
 *
 * <pre>
 *   wanted instance is here ───────────────► Local (that one)
 *   preferred region has it, not carried ──► Remote (that one)
 *   an instance here below its hard limit ─► Local, unless all are busy and spill = high
 *   none here, or all full and spill ──────► Remote (the nearest that has it and can be reached)
 *   … but it was carried here already ─────► FR05 when only elsewhere could serve, never a second hop
 * </pre>
 *
 * <p>Pure and stateless. Thread-safe.
 */
public final class Router {
  private Router() {}

  /** Decides by {@code facts} and the service as it is now; notes each reason in {@code trace}. */
  public static Decision decide(Facts facts, ServiceView view, Trace trace) {
    if (trace.keeps()) {
      noteUnusable(view, trace);
    }
    if (!facts.forceInstance().isEmpty()) {
      return forced(facts, view, trace);
    }
    RegionPresence preferred = preferred(facts, view, trace);
    if (preferred != null) {
      return new Decision.Remote(preferred);
    }
    List<Instance> free = belowHardLimit(view.routable(), trace);
    if (free.isEmpty()) {
      return view.routable().isEmpty() ? noneHere(facts, view, trace) : full(facts, view, trace);
    }
    if (view.policy().spill() == Spill.HIGH && !facts.carried() && allBusy(free)) {
      RegionPresence calm = nearest(facts, view, Pressure.LOW, trace);
      if (calm != null) {
        trace.note("spill", "all here are busy, " + calm.region() + " is not");
        return new Decision.Remote(calm);
      }
    }
    return new Decision.Local(free);
  }

  private static Decision forced(Facts facts, ServiceView view, Trace trace) {
    for (Instance instance : view.routable()) {
      if (instance.id().equals(facts.forceInstance())) {
        List<Instance> free = belowHardLimit(List.of(instance), trace);
        return free.isEmpty() ? new Decision.Full() : new Decision.Local(free);
      }
    }
    trace.note("forced instance " + facts.forceInstance(), "not routable here");
    RegionPresence preferred = preferred(facts, view, trace);
    return preferred != null ? new Decision.Remote(preferred) : new Decision.Refused(noWay(facts));
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
      return new Decision.Full();
    }
    RegionPresence nearest = nearest(facts, view, Pressure.HIGH, trace);
    return nearest == null ? new Decision.Full() : new Decision.Remote(nearest);
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

  private static List<Instance> belowHardLimit(List<Instance> routable, Trace trace) {
    List<Instance> free = new ArrayList<>(routable.size());
    for (Instance instance : routable) {
      int now = instance.load().get();
      boolean full = instance.hard() > 0 && now >= instance.hard();
      trace.instance(instance.id(), now, instance.hard(), full ? "dropped, full" : "kept");
      if (!full) {
        free.add(instance);
      }
    }
    return free;
  }

  private static boolean allBusy(List<Instance> instances) {
    for (Instance instance : instances) {
      if (instance.soft() == 0 || instance.load().get() < instance.soft()) {
        return false;
      }
    }
    return true;
  }

  private static void noteUnusable(ServiceView view, Trace trace) {
    for (Instance instance : view.unroutable()) {
      String why = "dropped, state " + instance.state() + ", health " + instance.health();
      trace.instance(instance.id(), instance.load().get(), instance.hard(), why);
    }
    for (Instance instance : view.ownerless()) {
      String why = "dropped, its node " + instance.node() + " is not alive";
      trace.instance(instance.id(), instance.load().get(), instance.hard(), why);
    }
  }
}
