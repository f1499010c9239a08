package dev.fairlead.gossip.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user may not do ends with one clear message and changes nothing. */
class RefusalTest {
  @TempDir private Path folder;
  private TestReplica a;

  @BeforeEach
  void open() {
    a = TestReplica.open(folder.resolve("a"), "ams");
    a.sql("INSERT INTO service(id) VALUES ('web')");
  }

  @AfterEach
  void close() {
    assertEquals(List.of("[web]"), a.rows("SELECT id FROM service"));
    assertTrue(a.rows("SELECT id FROM instance").isEmpty());
    a.close();
  }

  private void refused(String message, String... sql) {
    Statement[] statements = new Statement[sql.length];
    for (int i = 0; i < sql.length; i++) {
      statements[i] = Statement.of(sql[i]);
    }
    ReplicaException e = assertThrows(ReplicaException.class, () -> a.transact(statements));
    assertEquals(message, e.getMessage());
    assertEquals(sql.length - 1, e.statement());
  }

  @Test
  void malformedSqlNamesItsStatement() {
    refused(
        "near \"VALUS\": syntax error",
        "INSERT INTO service(id) VALUES ('other')",
        "INSERT INTO service VALUS ('x')");
    refused("no such column: nowhere", "UPDATE service SET nowhere = 1");
    refused("near \"service\": syntax error", "DELETE service");
    refused("line 1: a quoted text does not end", "INSERT INTO service(id) VALUES ('x)");
    refused("the statement is empty", " -- nothing\n ;");
  }

  @Test
  void onlyOneWriteOfAReplicatedTableMayRun() {
    String verbs = "only INSERT, REPLACE, UPDATE and DELETE change data here, not ";
    refused(verbs + "'PRAGMA'", "PRAGMA synchronous = OFF");
    refused(verbs + "'ATTACH'", "/* x */ ATTACH '/tmp/x' AS y");
    refused(verbs + "'CREATE'", "CREATE TABLE x(id)");
    refused(verbs + "'COMMIT'", "COMMIT");
    refused(verbs + "'SELECT'", "SELECT 1");
    refused(verbs + "'WITH'", "WITH x AS (SELECT 1) SELECT * FROM x");
    refused("more than one statement in one text", "DELETE FROM service; DELETE FROM service");
    refused("no such table: nowhere", "DELETE FROM nowhere");
    refused("no such database: temp", "DELETE FROM temp.service");
    refused(
        "OR ROLLBACK would end other writers' transactions",
        "INSERT OR ROLLBACK INTO service(id) VALUES ('web')");
  }

  @Test
  void tablesOfTheReplicaItselfCannotBeWritten() {
    for (String name :
        List.of(
            "fairlead_site",
            "\"fairlead_site\"",
            "'fairlead_site'",
            "[fairlead_site]",
            "main.FAIRLEAD_SITE")) {
      refused(
          "table fairlead_site belongs to the replica and cannot be written",
          "DELETE FROM " + name);
    }
    refused(
        "table fairlead_self belongs to the replica and cannot be written",
        "WITH x(y) AS (SELECT 'DELETE FROM service') UPDATE OR IGNORE fairlead_self SET node = ''");
    refused(
        "table sqlite_schema belongs to the replica and cannot be written",
        "DELETE FROM sqlite_schema");
  }

  @Test
  void primaryKeyIsFixed() {
    refused(
        "the primary key of table service cannot be updated: delete the row and insert another",
        "UPDATE service SET id = 'other'");
    refused(
        "the primary key of table service cannot be updated: delete the row and insert another",
        "UPDATE OR IGNORE service SET id = 'other'");
    assertEquals(1, a.sql("UPDATE service SET id = 'web'").statements().get(0).rowsAffected());
  }

  @Test
  void instanceOfAnotherRegionIsRefused() {
    refused(
        "instance.region is not the region of this node: write the row at a node of its region",
        "INSERT INTO instance(id, region) VALUES ('i', 'waw')");
    refused(
        "instance.region is not the region of this node: write the row at a node of its region",
        "INSERT INTO instance(id) VALUES ('i')",
        "UPDATE instance SET region = 'waw'");
  }

  @Test
  void parametersMustFit() {
    ReplicaException few =
        assertThrows(
            ReplicaException.class, () -> a.sql("DELETE FROM service WHERE id = ? OR id = ?", "x"));
    assertEquals("the statement has 2 parameters, 1 values were given", few.getMessage());
    ReplicaException large =
        assertThrows(
            ReplicaException.class,
            () -> a.sql("UPDATE service SET policy = ?", "x".repeat((1 << 20) + 1)));
    assertEquals("parameter 1 is larger than 1 MiB", large.getMessage());
    ReplicaException glued =
        assertThrows(
            ReplicaException.class, () -> a.sql("DELETE FROM service WHERE id = ?1abc", "x"));
    assertEquals("near \"abc\": syntax error", glued.getMessage());
    refused(
        "NOT NULL constraint failed: service.policy",
        "UPDATE service SET policy = NULL WHERE id = 'web'");
  }

  @Test
  void oversizeTransactionsAreRefused() {
    ReplicaException value =
        assertThrows(
            ReplicaException.class,
            () -> a.sql("UPDATE service SET policy = hex(zeroblob(600000))"));
    assertEquals("a value of table service is larger than 1 MiB", value.getMessage());
    ReplicaException count =
        assertThrows(
            ReplicaException.class,
            () ->
                a.sql(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)"
                        + " INSERT INTO service(id) SELECT i FROM n"));
    assertEquals(
        "the transaction changes more than 50000 columns or 4 MiB: split it", count.getMessage());
  }

  @Test
  void readerRefusesEverythingButQueries() {
    try (ReplicaReader reader = a.replica.newReader()) {
      for (String sql :
          List.of(
              "DELETE FROM service",
              "PRAGMA query_only = OFF",
              "ATTACH 'x' AS y",
              "WITH x AS (SELECT 1) DELETE FROM service")) {
        ReplicaException e =
            assertThrows(ReplicaException.class, () -> reader.query(sql, row -> row.text(0)));
        assertEquals("statement is not readonly", e.getMessage());
      }
      ReplicaException e =
          assertThrows(
              ReplicaException.class, () -> reader.query("SELECT * FROM nowhere", row -> 0));
      assertEquals("no such table: nowhere", e.getMessage());
    }
  }

  @Test
  void fileOfAnotherRegionAndSecondWriterAreRefused() {
    ReplicaException twice =
        assertThrows(
            ReplicaException.class, () -> TestReplica.open(folder.resolve("a"), "ams").close());
    assertTrue(twice.getMessage().endsWith("/a is in use"), twice.getMessage());
    TestReplica.open(folder.resolve("b"), "waw").close();
    ReplicaException region =
        assertThrows(
            ReplicaException.class, () -> TestReplica.open(folder.resolve("b"), "ams").close());
    assertTrue(
        region
            .getMessage()
            .endsWith("belongs to region 'waw', the configuration says region 'ams'"),
        region.getMessage());
  }
}
