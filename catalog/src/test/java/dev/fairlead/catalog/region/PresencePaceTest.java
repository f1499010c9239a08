package dev.fairlead.catalog.region;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.index.RowHash;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.OwnRows;
import dev.fairlead.catalog.model.Presence;
import dev.fairlead.catalog.model.Pressure;
import dev.fairlead.catalog.model.RowHashes;
import dev.fairlead.gossip.change.ChangedRow;
import dev.fairlead.gossip.change.Commit;
import dev.fairlead.gossip.replica.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How often a node tells the world, by a clock that only the test moves. */
class PresencePaceTest {
  private final Map<String, Presence> rows = new HashMap<>();
  private final Map<String, Integer> routable = new HashMap<>();
  private final List<Long> transactions = new ArrayList<>();
  private final PresencePublisher publisher = new PresencePublisher("ams-1", "ams", this::transact);
  private long nowNanos;

  private CompletableFuture<?> transact(List<Statement> statements) {
    transactions.add(nowNanos);
    for (Statement statement : statements) {
      List<Object> values = statement.parameters();
      String service = (String) values.get(0);
      if (statement.sql().startsWith("DELETE")) {
        rows.remove(service);
      } else {
        Pressure pressure = Pressure.valueOf(((String) values.get(4)).toUpperCase(Locale.ROOT));
        int count = ((Long) values.get(3)).intValue();
        rows.put(service, new Presence(service, "ams-1", (String) values.get(2), count, pressure));
      }
    }
    return CompletableFuture.completedFuture(null);
  }

  /** The instances of a service are now {@code count}. */
  private void count(String service, int count) {
    routable.put(service, count);
    publisher.changed(List.<Commit>of(), true);
    round();
  }

  private void pass(long millis) {
    long end = nowNanos + TimeUnit.MILLISECONDS.toNanos(millis);
    while (nowNanos < end) {
      nowNanos = Math.min(end, nowNanos + 10_000_000);
      if (nowNanos % 1_000_000_000 == 0) {
        publisher.look(_ -> Instances.NONE);
      }
      round();
    }
  }

  private void round() {
    if (publisher.due(nowNanos)) {
      publisher.reads();
      publisher.publish(rowsNow(), nowNanos);
    }
  }

  private OwnRows rowsNow() {
    return new OwnRows(RowHashes.of(IntStream.of(RowHash.of("i"))), routable, rows);
  }

  private int said(String service) {
    return rows.get(service).routable();
  }

  @Test
  void flappingCountIsToldAtMostOnceASecondAndItsLastValueInTheEnd() {
    count("shop", 3);
    for (int i = 0; i < 1_000; i++) {
      count("shop", 2 + i % 2);
      pass(10);
    }
    assertTrue(transactions.size() <= 12, () -> transactions.size() + " in 10 s");
    count("shop", 7);
    pass(1_000);
    assertEquals(7, said("shop"));
    int before = transactions.size();
    pass(10_000);
    assertEquals(before, transactions.size(), "nothing more to tell");
  }

  @Test
  void goingToNoneAndComingBackIsToldAtOnce() {
    count("shop", 3);
    assertEquals(3, said("shop"));
    count("shop", 2);
    assertEquals(3, said("shop"), "it can wait");
    count("shop", 0);
    assertEquals(0, said("shop"));
    count("shop", 4);
    assertEquals(4, said("shop"));
    routable.remove("shop");
    publisher.changed(List.of(), true);
    round();
    assertTrue(rows.isEmpty());
  }

  @Test
  void servicesDoNotWaitForEachOther() {
    count("shop", 3);
    pass(500);
    count("blog", 1);
    assertEquals(1, said("blog"));
    count("shop", 4);
    assertEquals(3, said("shop"));
    pass(500);
    assertEquals(4, said("shop"));
  }

  @Test
  void floodOfServicesGoingToNoneIsBoundedByTheBucket() {
    for (int i = 0; i < 1_000; i++) {
      count("shop", i % 2);
    }
    assertTrue(transactions.size() <= 20, () -> transactions.size() + " at once");
    pass(1_000);
    assertEquals(1, said("shop"));
  }

  @Test
  void changeThatComesWhileTheRowsAreReadIsNotLost() {
    routable.put("shop", 3);
    assertTrue(publisher.due(nowNanos));
    publisher.reads();
    OwnRows read = new OwnRows(rowsNow().instances(), Map.of("shop", 3), rows);
    changed("somebody else's");
    routable.put("shop", 0);
    changed("i"); // nobody knows yet that it is this node's
    publisher.publish(read, nowNanos);
    assertEquals(3, said("shop"));
    round();
    assertEquals(0, said("shop"));
    assertFalse(publisher.due(nowNanos));
  }

  private void changed(String instance) {
    ChangedRow row =
        new ChangedRow("instance", List.of(instance), true, Map.of("health", "failing"));
    publisher.changed(List.of(new Commit(List.of(row), true, 0)), false);
  }
}
