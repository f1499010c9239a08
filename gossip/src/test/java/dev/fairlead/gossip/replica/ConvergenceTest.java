package dev.fairlead.gossip.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.gossip.change.SiteId;
import dev.fairlead.gossip.change.Stream;
import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.change.VersionRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three replicas write at random, exchange at random, and end equal; so does one that joins late
 * and asks a random peer for each version.
 *
 * <p>Few keys and few values make ties, equal values, and concurrent deletes and inserts common;
 * one table has only key columns, one two of them. A failure prints its seed.
 */
class ConvergenceTest {
  private static final int HISTORIES = 12;
  private static final int STEPS = 120;
  private static final List<String> TABLES = List.of("thing", "mark", "pair");
  private static final String SCHEMA =
      """
      -- scope: world
      CREATE TABLE thing (id INTEGER NOT NULL PRIMARY KEY, a TEXT, b ANY) STRICT;
      -- scope: world
      CREATE TABLE mark (id TEXT NOT NULL PRIMARY KEY) STRICT;
      -- scope: region
      CREATE TABLE pair (
        x INTEGER NOT NULL, y BLOB NOT NULL, v REAL NOT NULL DEFAULT 0, PRIMARY KEY (x, y)) STRICT;
      """;

  @TempDir private Path folder;

  @Test
  void replicasAndLateJoinersEndEqual() {
    long base = System.nanoTime();
    for (int i = 0; i < HISTORIES; i++) {
      long seed = base + i;
      try {
        replay(seed, folder.resolve("h" + i));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private void replay(long seed, Path data) {
    Random random = new Random(seed);
    List<TestReplica> nodes = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        nodes.add(open(data.resolve("n" + i), random));
      }
      for (int step = 0; step < STEPS; step++) {
        TestReplica node = nodes.get(random.nextInt(3));
        if (random.nextInt(3) > 0) {
          write(node, random);
        } else {
          deliver(nodes.get(random.nextInt(3)), node, random);
        }
      }
      nodes.forEach(node -> nodes.forEach(node::sync));
      nodes.add(open(data.resolve("late"), random));
      catchUp(nodes.get(3), nodes, random);
      for (String table : TABLES) {
        for (TestReplica node : nodes) {
          assertEquals(nodes.get(0).state(table), node.state(table), table);
        }
      }
      nodes.forEach(node -> assertEquals(nodes.get(0).replica.vector(), node.replica.vector()));
    } finally {
      nodes.forEach(TestReplica::close);
    }
  }

  private static TestReplica open(Path data, Random random) {
    TestReplica.schema(data, SCHEMA);
    return TestReplica.open(data, "ams", SiteId.random(random));
  }

  private static void write(TestReplica node, Random random) {
    List<Statement> statements = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      statements.add(statement(random));
    }
    node.transact(statements.toArray(Statement[]::new));
  }

  private static Statement statement(Random random) {
    long id = random.nextInt(4);
    String text = List.of("x", "y", "é").get(random.nextInt(3));
    Object any =
        List.of(1L, 1.0, "1", new byte[] {1}, new byte[] {(byte) 200}).get(random.nextInt(5));
    return switch (random.nextInt(10)) {
      case 0 ->
          Statement.of("INSERT OR IGNORE INTO thing(id, a, b) VALUES (?, ?, ?)", id, text, any);
      case 1 -> Statement.of("INSERT OR REPLACE INTO thing(id, a) VALUES (?, ?)", id, text);
      case 2 -> Statement.of("UPDATE thing SET a = ? WHERE id >= ?", text, id);
      case 3 -> Statement.of("UPDATE thing SET b = ? WHERE id = ?", any, id);
      case 4 -> Statement.of("DELETE FROM thing WHERE id = ?", id);
      case 5, 6 -> Statement.of("INSERT OR IGNORE INTO mark(id) VALUES (?)", text);
      case 7 -> Statement.of("DELETE FROM mark WHERE id = ?", text);
      case 8 ->
          Statement.of(
              "INSERT INTO pair(x, y, v) VALUES (?, ?, 1) ON CONFLICT(x, y) DO UPDATE SET v = v + 1",
              id,
              new byte[] {(byte) id});
      default -> Statement.of("DELETE FROM pair WHERE x = ?", id);
    };
  }

  /** A random part of what one wrote, in random order, some of it twice. */
  private static void deliver(TestReplica from, TestReplica to, Random random) {
    if (from == to) {
      return;
    }
    List<Version> some = new ArrayList<>();
    for (Version version : from.written) {
      if (random.nextInt(3) > 0) {
        some.add(version);
      }
      if (random.nextInt(5) == 0) {
        some.add(version);
      }
    }
    Collections.shuffle(some, random);
    to.merge(some);
  }

  private static void catchUp(TestReplica late, List<TestReplica> nodes, Random random) {
    List<HistoryReader> readers = new ArrayList<>();
    for (TestReplica node : nodes.subList(0, 3)) {
      readers.add(node.replica.newHistoryReader());
    }
    nodes
        .get(0)
        .replica
        .vector()
        .streams()
        .forEach((stream, known) -> {
          for (long number : shuffled(known.head(), random)) {
            late.merge(one(readers.get(random.nextInt(3)), stream, number));
          }
        });
    readers.forEach(HistoryReader::close);
  }

  private static List<Version> one(HistoryReader reader, Stream stream, long number) {
    return reader.read(stream, new VersionRange(number, number), 1);
  }

  private static List<Long> shuffled(long head, Random random) {
    List<Long> numbers = new ArrayList<>();
    for (long number = 1; number <= head; number++) {
      numbers.add(number);
    }
    Collections.shuffle(numbers, random);
    return numbers;
  }
}
