package dev.fairlead.catalog.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.ServiceRow;
import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.replica.ReplicaReader;
import dev.fairlead.gossip.replica.ReplicaSettings;
import dev.fairlead.gossip.replica.Statement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service with more rows than are held here works with those that are. */
class ServiceBoundsTest {
  private static final int MAX_INSTANCES = 3;
  private static final int MAX_PRESENCE = 2;

  @TempDir Path data;
  private Replica replica;
  private final Malformed malformed = new Malformed();
  private final ServiceQuery query =
      new ServiceQuery("ams", malformed, MAX_INSTANCES, MAX_PRESENCE, false);

  @BeforeEach
  void open() {
    replica = Replica.open(new ReplicaSettings(data, "ams-1", "ams"));
    sql(Statement.of("INSERT INTO service(id) VALUES ('shop')"));
  }

  @AfterEach
  void close() {
    replica.close();
  }

  private void sql(Statement... statements) {
    replica.transact(List.of(statements)).orTimeout(30, TimeUnit.SECONDS).join();
  }

  private void instances(int count) {
    List<Statement> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(
          Statement.of(
              "INSERT INTO instance(id, service, endpoint) VALUES (?, 'shop', '10.0.0.1:80')",
              "i" + i));
    }
    sql(rows.toArray(Statement[]::new));
  }

  private ServiceRow read() {
    try (ReplicaReader reader = replica.newReader()) {
      return Objects.requireNonNull(query.read(reader, "shop"));
    }
  }

  private static List<String> ids(Instances instances) {
    return IntStream.range(0, instances.size()).mapToObj(instances::id).toList();
  }

  @Test
  void instancesBeyondTheBoundAreLeftOutWithOneRemark() {
    instances(3);
    assertEquals(List.of(), read().remarks());
    sql(
        Statement.of(
            "INSERT INTO instance(id, service, endpoint) VALUES ('i3', 'shop', '10.0.0.1:80')"));
    ServiceRow row = read();
    assertEquals(List.of("i0", "i1", "i2"), ids(row.instances()));
    assertEquals(
        List.of("service 'shop': more than 3 instances: 'i3' and those after it are left out"),
        row.remarks());
    assertEquals(1, malformed.count());
  }

  @Test
  void malformedRowsCountToo() {
    instances(5);
    sql(Statement.of("UPDATE instance SET endpoint = 'nowhere' WHERE id IN ('i0', 'i2')"));
    ServiceRow row = read();
    assertEquals(List.of("i1"), ids(row.instances()));
    assertEquals(2, row.otherRows().size());
    assertEquals(3, row.remarks().size());
  }

  @Test
  void presenceBeyondTheBoundIsLeftOutWithOneRemark() {
    for (int i = 0; i < 4; i++) {
      sql(
          Statement.of(
              "INSERT INTO presence(service, node, region, routable) VALUES ('shop', ?, 'waw', 1)",
              "waw-" + i));
    }
    ServiceRow row = read();
    assertEquals(2, row.presence().size());
    assertEquals(
        List.of("service 'shop': present on more than 2 nodes elsewhere: the others are left out"),
        row.remarks());
  }

  @Test
  void idsAndScopesThatCannotBePackedAreRemarks() {
    sql(
        Statement.of(
            "INSERT INTO instance(id, service, endpoint) VALUES (?, 'shop', '10.0.0.1:80')",
            "x".repeat(Instances.MAX_NAME_BYTES + 1)),
        Statement.of(
            "INSERT INTO instance(id, service, endpoint) VALUES ('lo', 'shop', '[fe80::1%1]:80')"));
    ServiceRow row = read();
    assertEquals(0, row.instances().size());
    assertTrue(row.remarks().get(0).contains("a scope means nothing on another node"));
    assertTrue(row.remarks().get(1).endsWith("id is longer than 512 bytes"));
  }

  @Test
  void remarksAreBounded() {
    ServiceQuery wide = new ServiceQuery("ams", malformed, false);
    instances(150);
    sql(Statement.of("UPDATE instance SET state = 'asleep'"));
    try (ReplicaReader reader = replica.newReader()) {
      List<String> remarks = Objects.requireNonNull(wide.read(reader, "shop")).remarks();
      assertEquals(101, remarks.size());
      assertEquals("and 50 more remarks", remarks.getLast());
    }
  }
}
