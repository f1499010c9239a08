package dev.fairlead.gossip.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.gossip.change.Scope;
import dev.fairlead.gossip.change.SiteId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What readers see while the writer works: whole transactions, at once, without waiting. */
class VisibilityTest {
  @TempDir private Path folder;

  @Test
  void readerSeesTransactionsWholeWhileTheyAreWritten() {
    try (TestReplica a = TestReplica.open(folder.resolve("a"), "ams");
        TestReplica b = TestReplica.open(folder.resolve("b"), "ams");
        ReplicaReader reader = b.replica.newReader()) {
      a.sql("INSERT INTO service(id, policy) VALUES ('x', '0'), ('y', '0')");
      List<CompletableFuture<?>> merges = new ArrayList<>();
      for (int i = 1; i <= 200; i++) {
        a.sql("UPDATE service SET policy = ?", "" + i);
      }
      a.written.forEach(version -> merges.add(b.replica.merge(List.of(version))));
      CompletableFuture<?> all = CompletableFuture.allOf(merges.toArray(CompletableFuture[]::new));
      List<String> last = List.of();
      while (!all.isDone() || last.isEmpty()) {
        last = reader.query("SELECT policy FROM service", row -> row.text(0));
        assertTrue(last.isEmpty() || last.get(0).equals(last.get(1)), last.toString());
      }
      TestReplica.await(all);
      assertEquals(
          List.of("200", "200"), reader.query("SELECT policy FROM service", row -> row.text(0)));
    }
  }

  @Test
  void queriesOfOneSnapshotSeeOneMoment() {
    try (TestReplica a = TestReplica.open(folder.resolve("a"), "ams");
        ReplicaReader reader = a.replica.newReader()) {
      a.sql("INSERT INTO service(id, policy) VALUES ('x', 'before')");
      String policy = "SELECT policy FROM service";
      List<String> seen =
          reader.snapshot(() -> {
            List<String> all = new ArrayList<>(reader.query(policy, row -> row.text(0)));
            a.sql("UPDATE service SET policy = 'after'");
            all.addAll(reader.query(policy, row -> row.text(0)));
            return all;
          });
      assertEquals(List.of("before", "before"), seen);
      assertEquals(List.of("after"), reader.query(policy, row -> row.text(0)));
      assertThrows(
          ReplicaException.class,
          () -> reader.snapshot(() -> reader.query("SELECT nothing", row -> row.text(0))));
      assertEquals(List.of("after"), reader.snapshot(() -> reader.query(policy, r -> r.text(0))));
    }
  }

  @Test
  void readersAnswerWhileTheWriterIsHeldUp() throws InterruptedException {
    try (TestReplica a = TestReplica.open(folder.resolve("a"), "ams");
        ReplicaReader reader = a.replica.newReader()) {
      a.sql("INSERT INTO service(id) VALUES ('web')");
      CountDownLatch held = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      a.replica.feed().subscribe(commit -> hold(held, release));
      CompletableFuture<?> write =
          a.replica.transact(List.of(Statement.of("UPDATE service SET policy = 'x'")));
      assertTrue(held.await(30, TimeUnit.SECONDS));
      assertEquals(List.of("x"), reader.query("SELECT policy FROM service", row -> row.text(0)));
      assertTrue(!write.isDone());
      release.countDown();
      TestReplica.await(write);
    }
  }

  @Test
  void fullQueueRefusesAtOnceAndKeepsWhatItTook() throws InterruptedException {
    try (TestReplica a = TestReplica.open(folder.resolve("a"), "ams")) {
      CountDownLatch held = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      var subscription = a.replica.feed().subscribe(commit -> hold(held, release));
      a.replica.transact(List.of(Statement.of("INSERT INTO service(id) VALUES ('web')")));
      assertTrue(held.await(30, TimeUnit.SECONDS));
      subscription.close();
      List<CompletableFuture<TransactionResult>> answers = new ArrayList<>();
      for (int i = 0; i <= Writer.QUEUE; i++) {
        answers.add(
            a.replica.transact(
                List.of(Statement.of("INSERT INTO service(id) VALUES (?)", "s" + i))));
      }
      assertTrue(answers.getLast().isCompletedExceptionally());
      assertEquals(Writer.QUEUE, a.replica.queued());
      release.countDown();
      answers.removeLast();
      answers.forEach(TestReplica::await);
      assertEquals(List.of("[" + (Writer.QUEUE + 1) + "]"), a.rows("SELECT count(*) FROM service"));
    }
  }

  @Test
  void runawayTransactionIsInterruptedAndHurtsNobodyElse() {
    ReplicaSettings settings = new ReplicaSettings(folder, "a", "ams");
    try (Replica a = Replica.open(settings, new SiteId(1, 1), () -> 1L, Duration.ofMillis(200))) {
      String endless =
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
              + " INSERT INTO service(id) SELECT 'x' FROM n WHERE i < 0";
      var before = a.transact(List.of(Statement.of("INSERT INTO service(id) VALUES ('a')")));
      var runaway =
          a.transact(
              List.of(Statement.of("INSERT INTO service(id) VALUES ('b')"), Statement.of(endless)));
      var after = a.transact(List.of(Statement.of("INSERT INTO service(id) VALUES ('c')")));
      ReplicaException e = assertThrows(ReplicaException.class, () -> TestReplica.await(runaway));
      assertEquals("interrupted at its time limit", e.getMessage());
      assertEquals(1, e.statement());
      assertEquals(1L, TestReplica.await(before).versions().get(Scope.WORLD));
      assertEquals(2L, TestReplica.await(after).versions().get(Scope.WORLD));
      try (ReplicaReader reader = a.newReader()) {
        assertEquals(
            List.of("a", "c"),
            reader.query("SELECT id FROM service ORDER BY id", row -> row.text(0)));
      }
    }
  }

  private static void hold(CountDownLatch held, CountDownLatch release) {
    held.countDown();
    try {
      assertTrue(release.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
