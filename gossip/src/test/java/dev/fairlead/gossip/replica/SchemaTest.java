package dev.fairlead.gossip.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schema files: what they may say, and how a replica follows them. */
class SchemaTest {
  private static final String WORLD = "-- scope: world\nCREATE TABLE ";

  @TempDir private Path folder;

  private String refusal(String sql) {
    TestReplica.schema(folder, sql);
    ReplicaException e =
        assertThrows(ReplicaException.class, () -> TestReplica.open(folder, "ams").close());
    return String.valueOf(e.getMessage()).replaceFirst("^.*own\\.sql", "own.sql");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          (a TEXT) STRICT | has no primary key
          (a INTEGER PRIMARY KEY) STRICT | column a of the primary key needs NOT NULL
          (a TEXT NOT NULL PRIMARY KEY) | needs STRICT
          (a REAL NOT NULL PRIMARY KEY) STRICT | column a of the primary key is REAL, not INTEGER, TEXT or BLOB
          (a TEXT NOT NULL PRIMARY KEY, b TEXT NOT NULL) STRICT | column b is NOT NULL and needs a DEFAULT: rows may arrive in parts
          (a TEXT NOT NULL PRIMARY KEY, b TEXT UNIQUE) STRICT | has a UNIQUE constraint; two nodes could each insert one of the rows
          (a TEXT NOT NULL PRIMARY KEY, b TEXT REFERENCES x) STRICT | has a foreign key; replicas may see the rows in another order
          (a TEXT NOT NULL PRIMARY KEY, b TEXT DEFAULT CURRENT_TIME) STRICT | column b has a DEFAULT that is no constant; nodes would disagree about it
          """)
  void tableThatCannotBeReplicatedIsRefused(String columns, String complaint) {
    assertEquals("own.sql:2: table own " + complaint, refusal(WORLD + "own " + columns + ";"));
  }

  @Test
  void wordsThatContradictReplicationAreRefused() {
    assertEquals(
        "own.sql:2: table own: COLLATE is not possible: replicas compare bytes",
        refusal(WORLD + "own (a TEXT NOT NULL COLLATE NOCASE PRIMARY KEY) STRICT;"));
    assertEquals(
        "own.sql:2: table own: CHECK is not possible: merged columns may contradict it",
        refusal(WORLD + "own (a TEXT NOT NULL PRIMARY KEY, b INT CHECK (b > 1)) STRICT;"));
  }

  @Test
  void scopeCommentIsRequired() {
    assertEquals(
        "own.sql:3: table own has no comment '-- scope: world' or '-- scope: region' above it",
        refusal("-- my table\n\nCREATE TABLE own (a TEXT NOT NULL PRIMARY KEY) STRICT;"));
    assertEquals(
        "own.sql:2: table own: scope 'galaxy' is neither world nor region",
        refusal("-- scope: galaxy\nCREATE TABLE own (a TEXT NOT NULL PRIMARY KEY) STRICT;"));
  }

  @Test
  void onlyTablesAndIndexesMayBeCreated() {
    assertEquals(
        "own.sql:1: only CREATE TABLE and CREATE INDEX are possible here",
        refusal("DROP TABLE IF EXISTS service;"));
    assertEquals(
        "own.sql:2: unknown table option: STRICTLY",
        refusal(WORLD + "own (a TEXT NOT NULL PRIMARY KEY) STRICTLY;"));
    assertEquals(
        "own.sql:2: table service is defined twice",
        refusal(WORLD + "service (a TEXT NOT NULL PRIMARY KEY) STRICT;"));
  }

  @Test
  void additionsAreAppliedAndRemovalsRefused() {
    TestReplica.schema(folder, WORLD + "own (a TEXT NOT NULL PRIMARY KEY, b TEXT) STRICT;");
    try (TestReplica a = TestReplica.open(folder, "ams")) {
      a.sql("INSERT INTO own(a, b) VALUES ('k', 'x')");
    }
    TestReplica.schema(
        folder,
        WORLD
            + "own (a TEXT NOT NULL PRIMARY KEY, c INTEGER NOT NULL DEFAULT 7, b TEXT) STRICT;"
            + "CREATE INDEX own_c ON own (c);");
    try (TestReplica a = TestReplica.open(folder, "ams");
        TestReplica b = TestReplica.open(folder.resolve("b"), "ams")) {
      assertEquals(List.of("[k, x, 7]"), a.rows("SELECT a, b, c FROM own"));
      a.sql("UPDATE own SET c = 8");
      a.sql("INSERT INTO own(a) VALUES ('l')");
      assertEquals(1, a.written.get(0).changes().size());
      assertEquals(2, a.written.get(1).changes().size());
      b.sync(a);
      assertEquals(4, b.replica.parked());
    }
    assertEquals(
        "own.sql:2: column own.c cannot be removed",
        refusal(WORLD + "own (a TEXT NOT NULL PRIMARY KEY, b TEXT) STRICT;"));
    assertTrue(refusal("").startsWith("table own is replicated but in no schema file"));
    assertEquals(
        "own.sql:2: the scope of table own cannot change",
        refusal(
            "-- scope: region\nCREATE TABLE own (a TEXT NOT NULL PRIMARY KEY, b TEXT) STRICT;"));
  }
}
