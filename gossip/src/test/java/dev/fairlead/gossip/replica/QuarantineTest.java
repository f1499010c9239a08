package dev.fairlead.gossip.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.gossip.change.ChangeId;
import dev.fairlead.gossip.change.ChangeJournal;
import dev.fairlead.gossip.change.ChangedRow;
import dev.fairlead.gossip.change.Commit;
import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.replica.Quarantined.Served;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A version in quarantine stays in the data, and out of what is served. */
@Timeout(60)
class QuarantineTest {
  @TempDir Path folder;
  private final Told told = new Told();
  private TestReplica origin;
  private TestReplica node;

  @BeforeEach
  void bothHoldOneService() {
    origin = TestReplica.open(folder.resolve("origin"), "ams");
    reopen(Set.of());
    origin.sql("INSERT INTO service(id, policy) VALUES ('web', 'good')");
    node.sync(origin);
  }

  @AfterEach
  void close() {
    origin.close();
    node.close();
  }

  private void reopen(Set<ChangeId> quarantine) {
    if (node != null) {
      node.close();
    }
    node = TestReplica.open(folder.resolve("node"), "ams", new Precautions(told, quarantine));
  }

  /** Runs a statement at the origin, and merges it at the node; what it became. */
  private ChangeId write(String sql) {
    Version version = only(sql);
    node.merge(version);
    return id(version);
  }

  private Version only(String sql) {
    origin.written.clear();
    origin.sql(sql);
    assertEquals(1, origin.written.size());
    return origin.written.getFirst();
  }

  private static ChangeId id(Version version) {
    return new ChangeId(version.stream(), version.number());
  }

  private List<String> served(String sql) {
    try (ReplicaReader reader = node.replica.newServedReader()) {
      return reader.query(sql, row -> row.text(0));
    }
  }

  private String policy() {
    return String.join(" ", served("SELECT policy FROM service WHERE id = 'web'"));
  }

  private Served servedFor(ChangeId id) {
    return node.replica.quarantined().stream()
        .filter(held -> held.id().equals(id))
        .findFirst()
        .orElseThrow()
        .served();
  }

  @Test
  void mergedChangeIsServedAsItWasBeforeAndStaysInTheData() {
    ChangeId bad = write("UPDATE service SET policy = 'bad' WHERE id = 'web'");
    reopen(Set.of(bad));
    assertEquals("good", policy());
    assertEquals(List.of("[bad]"), node.rows("SELECT policy FROM service"));
    assertEquals(Served.PREVIOUS, servedFor(bad));
    assertEquals("service [web]", node.replica.quarantined().getFirst().rows());
    assertEquals(origin.state("service"), node.state("service"));
    TestReplica third = TestReplica.open(folder.resolve("third"), "ams");
    third.sync(node); // and is passed on
    assertEquals(List.of("[bad]"), third.rows("SELECT policy FROM service"));
    third.close();
  }

  @Test
  void quarantineOutlivesARestartUntilItIsLifted() {
    ChangeId bad = write("UPDATE service SET policy = 'bad' WHERE id = 'web'");
    reopen(Set.of(bad));
    reopen(Set.of());
    assertEquals("good", policy());
    List<Commit> commits = new ArrayList<>();
    node.replica.feed().subscribe(commits::add);
    try (ReplicaReader open = node.replica.newServedReader()) {
      assertTrue(TestReplica.await(node.replica.lift(bad)));
      String now = "SELECT policy FROM service WHERE id = 'web'";
      assertEquals(List.of("bad"), open.query(now, row -> row.text(0)));
    }
    assertEquals(List.of(), node.replica.quarantined());
    ChangedRow row = commits.getFirst().rows().getFirst();
    assertEquals(List.of("web"), row.key());
    assertEquals("bad", row.columns().get("policy"));
    assertFalse(TestReplica.await(node.replica.lift(bad)));
  }

  @Test
  void whatIsWrittenOverItIsServedAtOnce() {
    ChangeId bad = write("UPDATE service SET policy = 'bad' WHERE id = 'web'");
    reopen(Set.of(bad));
    write("UPDATE service SET policy = 'repaired' WHERE id = 'web'");
    assertEquals("repaired", policy());
  }

  @Test
  void newRowIsAbsentAndTheRestIsServed() {
    ChangeId bad = write("INSERT INTO service(id, policy) VALUES ('bad', 'bad')");
    write("INSERT INTO service(id) VALUES ('after')");
    reopen(Set.of(bad));
    assertEquals(List.of("after", "web"), served("SELECT id FROM service ORDER BY id"));
    assertEquals(Served.ABSENT, servedFor(bad));
  }

  @Test
  void ofTwoChangesOfARowTheStateBeforeTheFirstIsServed() {
    ChangeId first = write("UPDATE service SET policy = 'bad' WHERE id = 'web'");
    ChangeId second = write("UPDATE service SET protocol = 'worse' WHERE id = 'web'");
    reopen(Set.of(second));
    assertEquals("bad", policy());
    reopen(Set.of(first));
    assertEquals("good", policy());
    assertEquals(List.of("http"), served("SELECT protocol FROM service"));
    TestReplica.await(node.replica.lift(first));
    assertEquals("bad", policy());
    assertEquals(List.of("http"), served("SELECT protocol FROM service"));
  }

  @Test
  void changeThatIsNotHeldYetIsNotMergedAndHoldsUpNobody() {
    Version bad = only("UPDATE service SET policy = 'bad' WHERE id = 'web'");
    reopen(Set.of(id(bad)));
    node.merge(bad);
    write("INSERT INTO service(id) VALUES ('after')");
    assertEquals(List.of("[good]"), node.rows("SELECT policy FROM service WHERE id = 'web'"));
    assertEquals(List.of("after", "web"), served("SELECT id FROM service ORDER BY id"));
    assertEquals(Served.NOT_MERGED, servedFor(id(bad)));
    assertFalse(node.replica.vector().contains(bad.stream(), bad.number()));
    assertTrue(node.replica.settled().missingFrom(origin.replica.vector()).isEmpty());
    TestReplica.await(node.replica.lift(id(bad)));
    node.sync(origin);
    assertEquals("bad", policy());
  }

  @Test
  void ownChangeIsServedAsItWasBefore() {
    node.written.clear();
    node.sql("UPDATE service SET policy = 'mine' WHERE id = 'web'");
    node.sql("UPDATE service SET protocol = 'tcp' WHERE id = 'web'");
    ChangeId own = id(node.written.getFirst());
    reopen(Set.of(own));
    assertEquals("good", policy());
    try (FollowedReplica followed =
            FollowedReplica.open(new ReplicaSettings(folder.resolve("node"), "node", "ams"));
        ReplicaReader reader = followed.newServedReader()) {
      String sql = "SELECT policy FROM service";
      assertEquals(List.of("good"), reader.query(sql, row -> row.text(0)));
      assertEquals(2, followed.quarantinedRows().size());
    }
  }

  @Test
  void deletedRowStaysDeleted() {
    ChangeId gone = write("DELETE FROM service WHERE id = 'web'");
    reopen(Set.of(gone));
    assertEquals("", policy());
    assertEquals(Served.ABSENT, servedFor(gone));
  }

  @Test
  void onlyTheLastChangesCanBeUndone() {
    ChangeId early = write("UPDATE service SET policy = 'early' WHERE id = 'web'");
    for (int i = 0; i < PreviousSql.ROWS; i++) {
      write("INSERT OR REPLACE INTO route(id, path) VALUES ('r', '/" + i + "')");
      node.sql("UPDATE service SET protocol = 'p" + i + "' WHERE id = 'web'");
    }
    assertEquals(
        List.of("[" + PreviousSql.ROWS + "]"),
        node.rows("SELECT count(*) FROM fairlead_prev_service"));
    reopen(Set.of(early));
    assertEquals("", policy());
    assertEquals(Served.ABSENT, servedFor(early));
  }

  @Test
  void rowThatIsTooLongIsNotKept() {
    write("UPDATE service SET policy = '" + "x".repeat(20_000) + "' WHERE id = 'web'");
    ChangeId bad = write("UPDATE service SET policy = 'bad' WHERE id = 'web'");
    reopen(Set.of(bad));
    assertEquals(Served.ABSENT, servedFor(bad));
  }

  @Test
  void eachVersionIsToldBeforeItIsMerged() {
    told.lines.clear();
    ChangeId one = write("UPDATE service SET policy = 'a' WHERE id = 'web'");
    ChangeId two = write("INSERT INTO route(id) VALUES ('r')");
    assertEquals(
        List.of(
            "REPLICA " + one + " service [web]",
            "REPLICA done",
            "REPLICA " + two + " route [r]",
            "REPLICA done"),
        told.lines);
  }

  @Test
  void idIsReadAsItIsWritten() {
    ChangeId id = write("UPDATE service SET policy = 'a' WHERE id = 'web'");
    assertEquals(id, ChangeId.parse(id.toString()));
    ChangeId regional = ChangeId.parse("00112233445566778899aabbccddeeff/region:a/b/7");
    assertEquals("a/b", regional.stream().scope().region());
    assertEquals(regional, ChangeId.parse(regional.toString()));
    for (String wrong :
        List.of("", "x/world/1", id + "x", "00112233445566778899aabbccddeeff/x/1")) {
      assertThrows(IllegalArgumentException.class, () -> ChangeId.parse(wrong));
    }
  }

  /** Remembers what it is told. Called by one writer after the other. */
  private static final class Told implements ChangeJournal {
    private final List<String> lines = java.util.Collections.synchronizedList(new ArrayList<>());

    @Override
    public void applying(Place place, ChangeId id, String table, List<Object> key) {
      lines.add(place + " " + id + " " + table + " " + key);
    }

    @Override
    public void applied(Place place) {
      lines.add(place + " done");
    }
  }
}
