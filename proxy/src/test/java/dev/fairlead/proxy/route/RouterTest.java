package dev.fairlead.proxy.route;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.InFlights;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.InstanceRow;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.Policy.Spill;
import dev.fairlead.catalog.model.Pressure;
import dev.fairlead.catalog.model.RegionPresence;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where requests go, by the facts alone. */
final class RouterTest {
  private static final Facts HERE = Facts.arrivedIn("ams");
  private static final Facts CARRIED = new Facts("ams", true, "", "");

  /** A row, and what is in flight to it. */
  private record Here(InstanceRow row, int inFlight) {}

  private static Here instance(String id, int inFlight, int soft, int hard) {
    return new Here(
        new InstanceRow(
            id,
            "ams-1",
            new InetSocketAddress("127.0.0.1", 1),
            InstanceRow.State.UP,
            InstanceRow.Health.UNKNOWN,
            100,
            soft,
            hard),
        inFlight);
  }

  private static Instances packed(List<Here> here) {
    Instances packed = Instances.pack(here.stream().map(Here::row).toList(), new InFlights());
    for (Here one : here) {
      Instance instance = packed.get(packed.routable(one.row().id()));
      for (int i = 0; i < one.inFlight(); i++) {
        instance.load().tryAcquire(0);
      }
    }
    return packed;
  }

  private static RegionPresence region(String name, int routable, Pressure pressure) {
    return new RegionPresence(name, routable, pressure, List.of(name + "-1"));
  }

  private static ServiceView view(Spill spill, List<Here> here, RegionPresence... elsewhere) {
    Policy policy = Policy.DEFAULT.withSpill(spill);
    return new ServiceView("app", "http", policy, packed(here), List.of(elsewhere), 1);
  }

  private static String to(Facts facts, ServiceView view) {
    return switch (Router.decide(facts, view, Trace.off())) {
      case Decision.Local _ -> "local";
      case Decision.Forced forced -> "forced " + view.instances().id(forced.place());
      case Decision.Remote remote -> "remote " + remote.presence().region();
      case Decision.Full _ -> "full";
      case Decision.Refused refused -> refused.fault().name();
    };
  }

  @Test
  void whatIsHereIsPreferred() {
    ServiceView view =
        view(Spill.FULL, List.of(instance("a", 9, 1, 0)), region("waw", 5, Pressure.LOW));
    assertEquals("local", to(HERE, view));
  }

  @Test
  void oneFreeInstanceIsEnough() {
    ServiceView view =
        view(Spill.FULL, List.of(instance("full", 2, 0, 2), instance("free", 1, 0, 2)));
    assertEquals("local", to(HERE, view));
    assertEquals("full", to(new Facts("ams", false, "", "full"), view));
  }

  @Test
  void everyInstanceIsExplained() {
    ServiceView view =
        view(Spill.FULL, List.of(instance("full", 2, 0, 2), instance("free", 1, 0, 2)));
    Trace trace = Trace.kept();
    Router.decide(HERE, view, trace);
    assertEquals(
        List.of(
            "instance free (1 in flight, limit 2): kept",
            "instance full (2 in flight, limit 2): dropped, full"),
        trace.steps());
  }

  @Test
  void noneHereGoesToTheNearestThatHasOne() {
    ServiceView view =
        view(
            Spill.FULL,
            List.of(),
            region("fra", 0, Pressure.LOW),
            region("waw", 1, Pressure.FULL),
            region("nrt", 1, Pressure.LOW));
    assertEquals("remote waw", to(HERE, view));
    assertEquals("FR05", to(CARRIED, view));
    assertEquals("FR02", to(CARRIED, view(Spill.FULL, List.of())));
    assertEquals("FR02", to(HERE, view(Spill.FULL, List.of())));
  }

  @Test
  void allFullSpillsUnlessForbiddenOrCarried() {
    List<Here> full = List.of(instance("a", 2, 0, 2));
    RegionPresence waw = region("waw", 1, Pressure.LOW);
    assertEquals("remote waw", to(HERE, view(Spill.FULL, full, waw)));
    assertEquals("full", to(HERE, view(Spill.NEVER, full, waw)));
    assertEquals("full", to(CARRIED, view(Spill.FULL, full, waw)));
    assertEquals("full", to(HERE, view(Spill.FULL, full, region("waw", 1, Pressure.FULL))));
  }

  @Test
  void busyInstancesSpillToCalmRegionsOnlyWhenAskedTo() {
    List<Here> busy = List.of(instance("a", 2, 2, 0));
    assertEquals("remote waw", to(HERE, view(Spill.HIGH, busy, region("waw", 1, Pressure.LOW))));
    assertEquals("local", to(HERE, view(Spill.HIGH, busy, region("waw", 1, Pressure.HIGH))));
    assertEquals("local", to(HERE, view(Spill.FULL, busy, region("waw", 1, Pressure.LOW))));
  }

  @Test
  void clientsSteerWithinWhatIsPossible() {
    ServiceView view =
        view(
            Spill.FULL,
            List.of(instance("a", 0, 0, 0), instance("b", 0, 0, 0)),
            region("waw", 1, Pressure.LOW));
    assertEquals("remote waw", to(new Facts("ams", false, "waw", ""), view));
    assertEquals("local", to(new Facts("ams", false, "mars", ""), view));
    assertEquals("local", to(new Facts("ams", true, "waw", ""), view));
    assertEquals("forced b", to(new Facts("ams", false, "", "b"), view));
    assertEquals("FR02", to(new Facts("ams", false, "", "gone"), view));
    assertEquals("remote waw", to(new Facts("ams", false, "waw", "gone"), view));
  }

  @Test
  void whoInsistsOnARegionIsServedThereOrNowhere() {
    ServiceView view =
        view(Spill.HIGH, List.of(instance("a", 2, 1, 2)), region("waw", 1, Pressure.LOW));
    assertEquals("remote waw", to(HERE.only("waw", ""), view));
    assertEquals("full", to(HERE.only("ams", ""), view));
    assertEquals("FR02", to(HERE.only("mars", ""), view));
    assertEquals("FB01", to(HERE.only("waw", "").without("waw"), view));
    ServiceView none = view(Spill.FULL, List.of(), region("waw", 1, Pressure.LOW));
    assertEquals("FR02", to(HERE.only("ams", ""), none));
    ServiceView free =
        view(Spill.HIGH, List.of(instance("a", 1, 1, 2)), region("waw", 1, Pressure.LOW));
    assertEquals("local", to(HERE.only("ams", ""), free));
    assertEquals("forced a", to(HERE.only("ams", "a"), free));
    assertEquals("remote waw", to(HERE.only("waw", "b"), free));
  }

  @Test
  void instancesToAvoidAreNoCandidates() {
    Facts avoiding = HERE.avoiding(Set.of("a"));
    ServiceView both = view(Spill.FULL, List.of(instance("a", 0, 0, 0), instance("b", 2, 0, 2)));
    assertEquals("full", to(avoiding, both));
    ServiceView one =
        view(Spill.FULL, List.of(instance("a", 0, 0, 0)), region("waw", 1, Pressure.LOW));
    assertEquals("remote waw", to(avoiding, one));
    assertEquals("FR05", to(CARRIED.avoiding(Set.of("a")), one));
    assertEquals("FR02", to(avoiding.only("ams", ""), one));
  }
}
