package dev.fairlead.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.fairlead.catalog.model.InFlights;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.InstanceRow;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.Policy.Balance;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one view of a service hands on to the next. */
final class ServiceViewTest {
  private static final Policy SLOW =
      Policy.DEFAULT.with(Policy.DEFAULT.choosing().withSlowStart(Duration.ofSeconds(10)));
  private static final Policy HASH = Policy.DEFAULT.withBalance(Balance.HASH);

  private final InFlights counters = new InFlights();

  private static InstanceRow row(String id, int weight, InstanceRow.Health health) {
    InetSocketAddress endpoint = new InetSocketAddress("127.0.0.1", 1);
    return new InstanceRow(id, "n", endpoint, InstanceRow.State.UP, health, weight, 0, 0);
  }

  private static InstanceRow row(String id) {
    return row(id, 100, InstanceRow.Health.PASSING);
  }

  private ServiceView view(Policy policy, InstanceRow... rows) {
    Instances packed = Instances.pack(List.of(rows), counters);
    return new ServiceView("app", "http", policy, packed, List.of(), 1);
  }

  private static Instance of(ServiceView view, String id) {
    return view.instances().get(view.instances().routable(id));
  }

  @Test
  void whoBecomesAbleToTakeTrafficIsNewSinceThenWhateverChangesLater() {
    ServiceView first = view(SLOW, row("a"), row("ill", 100, InstanceRow.Health.FAILING));
    assertEquals(0, of(first, "a").since());
    ServiceView second = view(SLOW, row("a"), row("b"), row("ill")).after(first, 500);
    assertEquals(0, of(second, "a").since());
    assertEquals(501, of(second, "b").since());
    assertEquals(501, of(second, "ill").since());
    ServiceView third =
        view(SLOW, row("a"), row("b", 50, InstanceRow.Health.PASSING)).after(second, 900);
    assertEquals(501, of(third, "b").since());
    assertEquals(50, of(third, "b").weight());
    ServiceView fourth = view(SLOW, row("a"), row("ill")).after(third, 1_100);
    assertEquals(1_101, of(fourth, "ill").since(), "it was gone meanwhile");
  }

  @Test
  void withoutSlowStartNobodyIsNew() {
    ServiceView first = view(Policy.DEFAULT, row("a"));
    assertEquals(0, of(view(Policy.DEFAULT, row("a"), row("b")).after(first, 500), "b").since());
  }

  @Test
  void whatIsKnownOfAnInstanceOutlivesAChangeOfItsRow() {
    ServiceView first = view(Policy.DEFAULT, row("a"));
    of(first, "a").load().replaceLatency(0, 7);
    ServiceView second =
        view(Policy.DEFAULT, row("a", 50, InstanceRow.Health.PASSING)).after(first, 0);
    assertNotSame(of(first, "a"), of(second, "a"));
    assertSame(of(first, "a").load(), of(second, "a").load());
    assertEquals(7, of(second, "a").load().latency());
  }

  @Test
  void theTableOfAHashIsMadeAnewOnlyWhenKeysLeadElsewhere() {
    ServiceView first = view(HASH, row("a"), row("b")).prepared(null);
    assertSame(first.instances().hashing(), first.instances().hashing());
    ServiceView second =
        view(HASH, row("a"), row("b"), row("ill", 100, InstanceRow.Health.FAILING)).prepared(first);
    assertSame(first.instances().hashing(), second.instances().hashing());
    ServiceView third =
        view(HASH, row("a", 50, InstanceRow.Health.PASSING), row("b")).prepared(second);
    assertNotSame(second.instances().hashing(), third.instances().hashing());
    assertNotEquals(
        Arrays.hashCode(places(second.instances())), Arrays.hashCode(places(third.instances())));
  }

  @Test
  void aTableCountsInTheWeightOfItsService() {
    long without = view(HASH, row("a")).instances().retainedBytes();
    long with = view(HASH, row("a")).prepared(null).instances().retainedBytes();
    assertEquals(16_381, with - without, 100);
  }

  private static int[] places(Instances all) {
    int[] places = new int[all.hashing().slots()];
    for (int slot = 0; slot < places.length; slot++) {
      places[slot] = all.hashing().place(slot);
    }
    return places;
  }
}
