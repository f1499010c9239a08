package dev.fairlead.gossip.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.gossip.change.SiteId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file that takes no writes, a listener that fails, a transaction that takes its time. */
@Timeout(120)
class StorageTest {
  private static final String INSERT = "INSERT INTO service(id) VALUES (?)";

  @TempDir private Path folder;

  @Test
  void fileThatTakesNoWritesIsSaidAndForgottenWhenItDoesAgain() throws Exception {
    try (TestReplica a = TestReplica.open(folder.resolve("a"), "ams")) {
      a.sql(INSERT, "before");
      try (Connection foreign =
          DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("a/replica.db"))) {
        foreign.createStatement().execute("BEGIN IMMEDIATE");
        ReplicaException refused =
            assertThrows(ReplicaException.class, () -> a.sql(INSERT, "meanwhile"));
        assertEquals("database is locked", refused.getMessage());
        assertEquals("database is locked", a.replica.trouble());
        TestReplica.await(a.replica.ping());
        TestReplica.await(a.replica.heartbeat());
        assertEquals(List.of("[before]"), a.rows("SELECT id FROM service"));
        foreign.createStatement().execute("COMMIT");
      }
      a.sql(INSERT, "after");
      assertEquals("", a.replica.trouble());
      assertEquals(List.of("[after]", "[before]"), a.rows("SELECT id FROM service ORDER BY 1"));
      assertEquals(2, a.replica.vector().streams().values().iterator().next().head());
    }
  }

  @Test
  void heartbeatIsHeardDuringALongTransaction() throws Exception {
    ReplicaSettings settings = new ReplicaSettings(folder, "a", "ams");
    try (Replica replica =
        Replica.open(
            settings, new SiteId(1, 1), System::currentTimeMillis, Duration.ofSeconds(3))) {
      CompletableFuture<TransactionResult> slow =
          replica.transact(
              List.of(
                  Statement.of(
                      "INSERT INTO service(id) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i"
                          + " + 1 FROM n) SELECT 'x' FROM n WHERE i < 0")));
      assertFalse(
          replica.heartbeat().thenApply(_ -> slow.isDone()).get(30, TimeUnit.SECONDS),
          "the beat came before the end");
      assertThrows(
          ReplicaException.class,
          () -> TestReplica.await(slow),
          "and the transaction ran into its limit");
    }
  }

  @Test
  void listenerThatFailsDisturbsNobody() {
    try (TestReplica a = TestReplica.open(folder.resolve("a"), "ams")) {
      a.replica
          .feed()
          .subscribe(commit -> {
            throw new StackOverflowError("a test's");
          });
      a.replica.subscribeToLocalVersions(versions -> {
        throw new IllegalStateException("a test's");
      });
      a.sql(INSERT, "one");
      a.sql(INSERT, "two");
      assertEquals(2, a.written.size());
      assertEquals("", a.replica.trouble());
    }
  }

  @Test
  void transactionThatNoMessageCouldCarryIsRefused() {
    try (TestReplica a = TestReplica.open(folder.resolve("a"), "ams")) {
      Statement[] statements = new Statement[10];
      for (int i = 0; i < statements.length; i++) {
        statements[i] = Statement.of(INSERT, i + "k".repeat(1_000_000));
      }
      ReplicaException refused = assertThrows(ReplicaException.class, () -> a.transact(statements));
      assertTrue(refused.getMessage().contains("more than 8 MiB"), refused.getMessage());
      assertEquals(List.of("[0]"), a.rows("SELECT count(*) FROM service"));
    }
  }
}
