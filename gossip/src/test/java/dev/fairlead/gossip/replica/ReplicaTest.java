package dev.fairlead.gossip.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.gossip.change.Change;
import dev.fairlead.gossip.change.Commit;
import dev.fairlead.gossip.change.Known;
import dev.fairlead.gossip.change.Scope;
import dev.fairlead.gossip.change.Stream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one replica does with local writes, and two with each other's. */
class ReplicaTest {
  @TempDir private Path folder;

  @Test
  void writtenRowIsReadableAndCapturedAsOneVersion() {
    try (TestReplica a = TestReplica.open(folder.resolve("a"), "ams")) {
      TransactionResult result = a.sql("INSERT INTO service(id) VALUES (?)", "web");
      assertEquals(Map.of(Scope.WORLD, 1L), result.versions());
      assertEquals(1, result.statements().get(0).rowsAffected());
      assertEquals(List.of("[web, http, {}]"), a.rows("SELECT * FROM service"));
      assertEquals(1, a.written.size());
      assertEquals(
          List.of(
              new Change.Cell("service", List.of("web"), "protocol", "http", 1, 1, 0),
              new Change.Cell("service", List.of("web"), "policy", "{}", 1, 1, 1)),
          a.written.get(0).changes());
      assertEquals(
          new Known(1, List.of()),
          a.replica.vector().of(new Stream(a.replica.site(), Scope.WORLD)));
    }
  }

  @Test
  void mergedVersionsMakeTheSameRowsAndTellTheFeed() {
    try (TestReplica a = TestReplica.open(folder.resolve("a"), "ams");
        TestReplica b = TestReplica.open(folder.resolve("b"), "ams")) {
      List<Commit> commits = new ArrayList<>();
      b.replica.feed().subscribe(commits::add);
      a.sql("INSERT INTO service(id) VALUES ('web')");
      a.sql("UPDATE service SET policy = '{\"retries\":1}'");
      a.sql("INSERT INTO instance(id, service, endpoint) VALUES ('i1', 'web', '10.0.0.1:80')");
      b.merge(a.written);
      b.merge(a.written);
      assertEquals(a.state("service"), b.state("service"));
      assertEquals(a.state("instance"), b.state("instance"));
      assertEquals(List.of("[ams, a]"), b.rows("SELECT region, node FROM instance"));
      assertEquals(1, commits.size());
      assertEquals(2, commits.get(0).rows().size());
      assertEquals("{\"retries\":1}", commits.get(0).rows().get(0).columns().get("policy"));
      a.sql("DELETE FROM service");
      b.merge(a.written);
      assertTrue(b.rows("SELECT * FROM service").isEmpty());
      assertEquals(a.replica.vector(), b.replica.vector());
    }
  }

  @Test
  void historyRebuildsWhatAnotherNodeMisses() {
    try (TestReplica a = TestReplica.open(folder.resolve("a"), "ams");
        TestReplica b = TestReplica.open(folder.resolve("b"), "ams")) {
      for (int i = 0; i < 20; i++) {
        a.sql("INSERT OR REPLACE INTO route(id, host) VALUES (?, ?)", "r" + i % 7, "h" + i);
      }
      a.sql("DELETE FROM route WHERE id = 'r3'");
      b.sync(a);
      assertEquals(a.state("route"), b.state("route"));
      assertEquals(a.replica.vector(), b.replica.vector());
    }
  }
}
