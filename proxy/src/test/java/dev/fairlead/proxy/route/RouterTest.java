package dev.fairlead.proxy.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.InFlight;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.Policy.Spill;
import dev.fairlead.catalog.model.Pressure;
import dev.fairlead.catalog.model.RegionPresence;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where requests go, by the facts alone. */
final class RouterTest {
  private static final Facts HERE = Facts.arrivedIn("ams");
  private static final Facts CARRIED = new Facts("ams", true, "", "");

  private static Instance instance(String id, int inFlight, int soft, int hard) {
    InFlight load = new InFlight();
    for (int i = 0; i < inFlight; i++) {
      load.tryAcquire(0);
    }
    return new Instance(
        id,
        "ams-1",
        "ams",
        new InetSocketAddress("127.0.0.1", 1),
        Instance.State.UP,
        Instance.Health.UNKNOWN,
        100,
        soft,
        hard,
        load);
  }

  private static RegionPresence region(String name, int routable, Pressure pressure) {
    return new RegionPresence(name, routable, pressure, List.of(name + "-1"));
  }

  private static ServiceView view(Spill spill, List<Instance> here, RegionPresence... elsewhere) {
    Policy d = Policy.DEFAULT;
    Policy policy =
        new Policy(
            d.balance(),
            d.retries(),
            d.timeout(),
            d.connectTimeout(),
            d.idleTimeout(),
            d.queueWait(),
            spill);
    return new ServiceView(
        "app", "http", policy, here, List.of(), List.of(), List.of(elsewhere), 1);
  }

  private static String to(Facts facts, ServiceView view) {
    return switch (Router.decide(facts, view, Trace.off())) {
      case Decision.Local local -> "local " + local.candidates().getFirst().id();
      case Decision.Remote remote -> "remote " + remote.presence().region();
      case Decision.Full _ -> "full";
      case Decision.Refused refused -> refused.fault().name();
    };
  }

  @Test
  void whatIsHereIsPreferred() {
    ServiceView view =
        view(Spill.FULL, List.of(instance("a", 9, 1, 0)), region("waw", 5, Pressure.LOW));
    assertEquals("local a", to(HERE, view));
  }

  @Test
  void fullInstancesAreNoCandidates() {
    ServiceView view =
        view(Spill.FULL, List.of(instance("full", 2, 0, 2), instance("free", 1, 0, 2)));
    Decision.Local local =
        assertInstanceOf(Decision.Local.class, Router.decide(HERE, view, Trace.off()));
    assertEquals(List.of("free"), local.candidates().stream().map(Instance::id).toList());
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
    List<Instance> full = List.of(instance("a", 2, 0, 2));
    RegionPresence waw = region("waw", 1, Pressure.LOW);
    assertEquals("remote waw", to(HERE, view(Spill.FULL, full, waw)));
    assertEquals("full", to(HERE, view(Spill.NEVER, full, waw)));
    assertEquals("full", to(CARRIED, view(Spill.FULL, full, waw)));
    assertEquals("full", to(HERE, view(Spill.FULL, full, region("waw", 1, Pressure.FULL))));
  }

  @Test
  void busyInstancesSpillToCalmRegionsOnlyWhenAskedTo() {
    List<Instance> busy = List.of(instance("a", 2, 2, 0));
    assertEquals("remote waw", to(HERE, view(Spill.HIGH, busy, region("waw", 1, Pressure.LOW))));
    assertEquals("local a", to(HERE, view(Spill.HIGH, busy, region("waw", 1, Pressure.HIGH))));
    assertEquals("local a", to(HERE, view(Spill.FULL, busy, region("waw", 1, Pressure.LOW))));
  }

  @Test
  void clientsSteerWithinWhatIsPossible() {
    ServiceView view =
        view(
            Spill.FULL,
            List.of(instance("a", 0, 0, 0), instance("b", 0, 0, 0)),
            region("waw", 1, Pressure.LOW));
    assertEquals("remote waw", to(new Facts("ams", false, "waw", ""), view));
    assertEquals("local a", to(new Facts("ams", false, "mars", ""), view));
    assertEquals("local a", to(new Facts("ams", true, "waw", ""), view));
    assertEquals("local b", to(new Facts("ams", false, "", "b"), view));
    assertEquals("FR02", to(new Facts("ams", false, "", "gone"), view));
    assertEquals("remote waw", to(new Facts("ams", false, "waw", "gone"), view));
  }
}
