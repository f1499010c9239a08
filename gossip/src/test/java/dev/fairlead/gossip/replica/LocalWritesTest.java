package dev.fairlead.gossip.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.gossip.change.Change;
import dev.fairlead.gossip.change.ChangedRow;
import dev.fairlead.gossip.change.Commit;
import dev.fairlead.gossip.change.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What local writes become: versions, rows of the feed, values the schema fills in. */
class LocalWritesTest {
  @TempDir private Path folder;
  private TestReplica a;

  @BeforeEach
  void open() {
    a = TestReplica.open(folder.resolve("a"), "ams");
  }

  @AfterEach
  void close() {
    a.close();
  }

  private List<Change> lastChanges() {
    return a.written.getLast().changes();
  }

  @Test
  void updateThatChangesNothingIsNoVersion() {
    a.sql("INSERT INTO service(id) VALUES ('web')");
    assertEquals(Map.of(), a.sql("UPDATE service SET protocol = 'http'").versions());
    assertEquals(Map.of(), a.sql("DELETE FROM service WHERE id = 'other'").versions());
    assertEquals(Map.of(Scope.WORLD, 2L), a.sql("UPDATE service SET protocol = 'tcp'").versions());
    assertEquals(
        List.of(new Change.Cell("service", List.of("web"), "protocol", "tcp", 2, 1, 0)),
        lastChanges());
  }

  @Test
  void transactionOverBothScopesGetsOneVersionInEach() {
    TransactionResult result =
        a.transact(
            Statement.of("INSERT INTO service(id) VALUES ('web')"),
            Statement.of("INSERT INTO instance(id, service) VALUES ('i', 'web')"),
            Statement.of("UPDATE service SET policy = 'x'"));
    assertEquals(Map.of(Scope.WORLD, 1L, Scope.of("ams"), 1L), result.versions());
    assertEquals(2, a.written.size());
    assertEquals(3, result.statements().size());
  }

  @Test
  void replaceDeletesAndInsertsAnew() {
    a.sql("INSERT INTO service(id) VALUES ('web')");
    a.sql("INSERT OR REPLACE INTO service(id, protocol) VALUES ('web', 'tcp')");
    assertEquals(
        List.of(
            new Change.Row("service", List.of("web"), 3, 0),
            new Change.Cell("service", List.of("web"), "protocol", "tcp", 1, 3, 1),
            new Change.Cell("service", List.of("web"), "policy", "{}", 1, 3, 2)),
        lastChanges());
    a.sql("DELETE FROM service");
    assertEquals(List.of(new Change.Row("service", List.of("web"), 4, 0)), lastChanges());
  }

  @Test
  void failedTransactionLeavesNoTrace() {
    List<Commit> commits = new ArrayList<>();
    a.replica.feed().subscribe(commits::add);
    assertThrows(
        ReplicaException.class,
        () ->
            a.transact(
                Statement.of("INSERT INTO service(id) VALUES ('web')"),
                Statement.of("INSERT INTO service(id) VALUES ('web')")));
    assertTrue(a.rows("SELECT * FROM service").isEmpty());
    assertTrue(a.rows("SELECT * FROM fairlead_row_service").isEmpty());
    assertTrue(a.written.isEmpty() && commits.isEmpty());
    assertEquals(
        Map.of(Scope.WORLD, 1L), a.sql("INSERT INTO service(id) VALUES ('web')").versions());
  }

  @Test
  void failureAmongManyWaitingHurtsNobodyElse() {
    List<CompletableFuture<TransactionResult>> answers = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      String id = i % 7 == 3 ? "same" : "s" + i;
      answers.add(
          a.replica.transact(List.of(Statement.of("INSERT INTO service(id) VALUES (?)", id))));
    }
    TestReplica.await(a.replica.ping());
    int stored = 0;
    for (int i = 0; i < 500; i++) {
      boolean failed = answers.get(i).isCompletedExceptionally();
      assertEquals(i % 7 == 3 && i > 3, failed, "write " + i);
      stored += failed ? 0 : 1;
    }
    assertEquals(List.of("[" + stored + "]"), a.rows("SELECT count(*) FROM service"));
    assertEquals(stored, a.written.getLast().number());
    assertEquals(0, a.replica.queued());
  }

  @Test
  void emptyOwnerAndRegionAreFilledIn() {
    a.sql("INSERT INTO instance(id) VALUES ('i'), ('j')");
    a.sql("INSERT INTO instance(id, node, region) VALUES ('k', 'other', 'ams')");
    a.sql("UPDATE instance SET node = '' WHERE id = 'k'");
    assertEquals(
        List.of("[i, a, ams]", "[j, a, ams]", "[k, a, ams]"),
        a.rows("SELECT id, node, region FROM instance ORDER BY id"));
    Change.Cell node =
        a.written.get(0).changes().stream()
            .filter(Change.Cell.class::isInstance)
            .map(Change.Cell.class::cast)
            .filter(cell -> cell.column().equals("node"))
            .findFirst()
            .orElseThrow();
    assertEquals("a", node.value());
  }

  /** The same row, whichever version changed it. */
  private static ChangedRow unnamed(ChangedRow row) {
    return new ChangedRow(row.table(), row.key(), row.alive(), row.columns());
  }

  @Test
  void feedTellsNewRowsWholeAndOthersByWhatChanged() {
    List<Commit> commits = new ArrayList<>();
    var subscription = a.replica.feed().subscribe(commits::add);
    a.sql("INSERT INTO service(id) VALUES ('web')");
    a.sql("UPDATE service SET policy = 'x'");
    a.sql("DELETE FROM service");
    subscription.close();
    a.sql("INSERT INTO service(id) VALUES ('later')");
    assertEquals(
        List.of(
            new ChangedRow(
                "service", List.of("web"), true, Map.of("protocol", "http", "policy", "{}")),
            new ChangedRow("service", List.of("web"), true, Map.of("policy", "x")),
            new ChangedRow("service", List.of("web"), false, Map.of())),
        commits.stream()
            .flatMap(commit -> commit.rows().stream())
            .map(LocalWritesTest::unnamed)
            .toList());
    assertTrue(
        commits.stream().allMatch(commit -> commit.local() && commit.committedAtMillis() == 1_000));
  }

  @Test
  void listenerThatThrowsStopsNobody() {
    a.replica
        .feed()
        .subscribe(commit -> {
          throw new IllegalStateException("listener of a test");
        });
    List<Commit> commits = new ArrayList<>();
    a.replica.feed().subscribe(commits::add);
    a.sql("INSERT INTO service(id) VALUES ('web')");
    assertEquals(1, commits.size());
  }

  @Test
  void namedAndNumberedParametersAreBound() {
    a.transact(
        new Statement(
            "INSERT INTO service(id, protocol, policy) VALUES (:id, $p, :id || '?1')",
            List.of(),
            Map.of(":id", "web", "$p", "tcp")));
    a.sql("UPDATE service SET policy = ?2 WHERE id = ?1", "web", "y");
    assertEquals(List.of("[web, tcp, y]"), a.rows("SELECT * FROM service"));
  }

  @Test
  void closedReplicaRefusesAndReopensWithItsHeads() {
    a.sql("INSERT INTO service(id) VALUES ('web')");
    var vector = a.replica.vector();
    var site = a.replica.site();
    a.close();
    assertThrows(ReplicaException.class, () -> a.sql("DELETE FROM service"));
    a = TestReplica.open(folder.resolve("a"), "ams");
    assertEquals(vector, a.replica.vector());
    assertEquals(site, a.replica.site());
    assertEquals(Map.of(Scope.WORLD, 2L), a.sql("DELETE FROM service").versions());
  }
}
