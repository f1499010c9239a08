package dev.fairlead.gossip.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.gossip.change.ChangedRow;
import dev.fairlead.gossip.change.Commit;
import dev.fairlead.gossip.change.VersionVector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FollowedReplicaTest {
  @TempDir Path folder;

  private FollowedReplica follow() {
    return FollowedReplica.open(
        new ReplicaSettings(folder, folder.getFileName().toString(), "ams"));
  }

  private static void ping(FollowedReplica followed) throws Exception {
    followed.ping().get(30, TimeUnit.SECONDS);
  }

  @Test
  void commitsOfTheWriterAreAnnouncedAsItAnnouncesThem() throws Exception {
    try (TestReplica writer = TestReplica.open(folder, "ams");
        FollowedReplica followed = follow()) {
      Queue<Commit> commits = new ConcurrentLinkedQueue<>();
      followed.feed().subscribe(commits::add);
      assertEquals(writer.replica.site(), followed.site());
      writer.sql("INSERT INTO instance(id, service, node) VALUES ('i', 'web', 'ams-1')");
      ping(followed);
      ChangedRow created = onlyRow(commits);
      assertEquals(List.of("i"), created.key());
      assertEquals("web", created.columns().get("service"));
      assertTrue(created.alive() && created.columns().size() > 2);

      writer.sql("UPDATE instance SET service = 'api' WHERE id = 'i'");
      ping(followed);
      assertEquals(Map.of("service", "api"), onlyRow(commits).columns());

      writer.sql("DELETE FROM instance WHERE id = 'i'");
      ping(followed);
      assertTrue(!onlyRow(commits).alive());
      assertEquals(writer.replica.vector(), followed.vector());
    }
  }

  private static ChangedRow onlyRow(Queue<Commit> commits) {
    assertEquals(1, commits.size());
    List<ChangedRow> rows = commits.remove().rows();
    assertEquals(1, rows.size());
    return rows.getFirst();
  }

  @Test
  void nothingIsMissedWhileTheWriterWritesAndChanges() throws Exception {
    Set<List<Object>> seen = new HashSet<>();
    Set<List<Object>> wanted = new HashSet<>();
    TestReplica.open(folder, "ams").close();
    try (FollowedReplica followed = follow()) {
      followed.feed().subscribe(commit -> commit.rows().forEach(row -> seen.add(row.key())));
      for (int life = 0; life < 3; life++) {
        try (TestReplica writer = TestReplica.open(folder, "ams")) {
          List<CompletableFuture<?>> writes = new ArrayList<>();
          for (int i = 0; i < 500; i++) {
            String id = life + "-" + i;
            wanted.add(List.of(id));
            writes.add(
                writer.replica.transact(
                    List.of(Statement.of("INSERT INTO service(id) VALUES (?)", id))));
          }
          writes.forEach(CompletableFuture::join);
          if (life == 1) {
            writer.replica.release();
          }
        }
      }
      ping(followed);
      assertEquals(wanted, seen);
    }
  }

  @Test
  void tooManyRowsAtOnceAreAnnouncedAsAnything() throws Exception {
    try (TestReplica writer = TestReplica.open(folder, "ams");
        FollowedReplica followed = follow()) {
      Queue<Commit> commits = new ConcurrentLinkedQueue<>();
      followed.feed().subscribe(commits::add);
      Statement[] inserts = new Statement[FollowedReplica.MAX_ROWS + 1];
      for (int i = 0; i < inserts.length; i++) {
        inserts[i] = Statement.of("INSERT INTO service(id) VALUES (?)", "s" + i);
      }
      writer.transact(inserts);
      ping(followed);
      assertEquals(List.of(), commits.remove().rows());
      assertNull(commits.poll());
      writer.sql("INSERT INTO service(id) VALUES ('more')");
      ping(followed);
      assertEquals(List.of("more"), onlyRow(commits).key());
    }
  }

  @Test
  void changesSinceAVectorAreTheSameFromBothSides() throws Exception {
    try (TestReplica writer = TestReplica.open(folder, "ams");
        FollowedReplica followed = follow()) {
      writer.sql("INSERT INTO service(id) VALUES ('a')");
      VersionVector known = writer.replica.vector();
      writer.sql("INSERT INTO service(id) VALUES ('b')");
      writer.sql("UPDATE service SET protocol = 'tcp' WHERE id = 'a'");
      Commit changed = writer.replica.changedSince(known, 2);
      assertEquals(
          Set.of("a", "b"),
          new HashSet<>(changed.rows().stream().map(r -> r.key().getFirst()).toList()));
      assertEquals(changed.rows(), followed.changedSince(known, 2).rows());
      assertNull(followed.changedSince(known, 1));
      assertEquals(List.of(), followed.changedSince(writer.replica.vector(), 0).rows());
    }
  }

  @Test
  void whatIsNoReplicaOfThisNodeIsRefused() {
    assertThrows(ReplicaException.class, this::follow);
    TestReplica.open(folder, "waw").close();
    ReplicaException refused = assertThrows(ReplicaException.class, this::follow);
    assertTrue(refused.getMessage().contains("belongs to region 'waw'"), refused.getMessage());
  }

  @Test
  void pingAfterTheEndFails() {
    TestReplica.open(folder, "ams").close();
    FollowedReplica followed = follow();
    followed.close();
    assertTrue(followed.ping().isCancelled());
  }
}
