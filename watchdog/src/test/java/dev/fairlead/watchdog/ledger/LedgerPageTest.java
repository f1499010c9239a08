package dev.fairlead.watchdog.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.watchdog.ledger.LockState.Holder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerPageTest {
  @TempDir Path folder;

  private Path file;
  private LedgerPage watchdogs;
  private LedgerPage nodes;

  @BeforeEach
  void mapTwice() throws IOException {
    file = folder.resolve("ledger");
    watchdogs = LedgerPage.create(file);
    nodes = LedgerPage.open(file);
  }

  @Test
  void thePageIsWithinItsBound() {
    assertTrue(LedgerPage.BYTES <= 256 * 1024, "bytes " + LedgerPage.BYTES);
  }

  @Test
  void anEmptyPageSaysNothing() {
    NodeReader reader = watchdogs.nodeReader();
    assertEquals(Stage.UNKNOWN, reader.stage());
    assertEquals(Vitals.UNKNOWN, reader.vitals());
    assertEquals(List.of(), reader.loops());
    assertEquals(List.of(), reader.locks());
    assertEquals(List.of(), reader.heads());
    assertEquals(List.of(), reader.changes());
    assertEquals(List.of(), reader.log());
    assertEquals(WatchdogState.UNKNOWN, nodes.watchdogState());
  }

  @Test
  void whatTheNodeWritesTheWatchdogReads() {
    NodeLedger node = nodes.node();
    Vitals vitals =
        new Vitals(7, 123, 456, 3, 90, new Vitals.Heap(1 << 20, 1 << 30), 77, 5_000_000, true);
    LoopState loop = new LoopState("loop-0", 12, 34, 56);
    Holder writer = new Holder("catalog-writer", "install", "write", 99);
    LockState lock =
        new LockState("catalog", 0x18, "written", List.of(writer), List.of(), 0, List.of(writer));
    node.role(NodeRole.OWNER);
    node.phase(NodePhase.GOSSIP);
    node.vitals(vitals);
    node.loop(0, loop);
    node.lock(0, lock);
    node.heads(List.of(new Head("waw-1", "world", 41), new Head("ams-1", "ams", 5)));
    node.log("one line");
    NodeReader reader = watchdogs.nodeReader();
    assertEquals(NodeRole.OWNER, reader.stage().role());
    assertEquals(NodePhase.GOSSIP, reader.stage().phase());
    assertEquals(ProcessHandle.current().pid(), reader.stage().pid());
    assertEquals(vitals, reader.vitals());
    assertEquals(List.of(loop), reader.loops());
    assertEquals(List.of(lock), reader.locks());
    assertEquals(2, reader.heads().size());
    assertEquals(List.of("one line"), reader.log());
  }

  @Test
  void fewerHeadsReplaceMore() {
    NodeLedger node = nodes.node();
    node.heads(List.of(new Head("a", "world", 1), new Head("b", "world", 2)));
    node.heads(List.of(new Head("a", "world", 3)));
    assertEquals(List.of(new Head("a", "world", 3)), watchdogs.nodeReader().heads());
  }

  @Test
  void changesAreUnderWayUntilTheirLaneEnds() {
    NodeLedger node = nodes.node();
    node.applying(ChangeLane.MERGE, change(1));
    node.applied(ChangeLane.MERGE);
    node.applying(ChangeLane.CATALOG, change(1));
    node.applying(ChangeLane.MERGE, change(2));
    List<NotedChange> seen = watchdogs.nodeReader().changes();
    assertEquals(3, seen.size());
    assertEquals("waw-1/world/2", seen.get(0).change().id());
    assertEquals(ChangeLane.MERGE, seen.get(0).lane());
    assertTrue(seen.get(0).underWay());
    assertEquals(ChangeLane.CATALOG, seen.get(1).lane());
    assertTrue(seen.get(1).underWay());
    assertFalse(seen.get(2).underWay());
  }

  @Test
  void everyLaneHasAPlaceOfItsOwn() {
    NodeLedger node = nodes.node();
    for (ChangeLane lane : ChangeLane.values()) {
      node.applying(lane, change(lane.ordinal()));
    }
    node.applied(ChangeLane.LOAD);
    List<NotedChange> seen = watchdogs.nodeReader().changes();
    assertEquals(ChangeLane.values().length, seen.size());
    seen.forEach(noted -> {
      assertEquals(noted.lane().ordinal(), noted.change().version());
      assertEquals(noted.lane() != ChangeLane.LOAD, noted.underWay());
    });
  }

  @Test
  void theRingKeepsTheLastChangesOfABatch() {
    NodeLedger node = nodes.node();
    IntStream.rangeClosed(1, 1000).forEach(i -> node.applying(ChangeLane.CATALOG, change(i)));
    List<NotedChange> seen = watchdogs.nodeReader().changes();
    assertEquals(Layout.MAX_CHANGES, seen.size());
    assertEquals(1000, seen.getFirst().change().version());
    assertEquals(1000 - Layout.MAX_CHANGES + 1, seen.getLast().change().version());
    assertTrue(seen.stream().allMatch(NotedChange::underWay));
  }

  private static Change change(int version) {
    return new Change("waw-1", "world", version, "service", "key-" + version);
  }

  @Test
  void longTextsAreCutAtACharactersBorder() {
    String long2 = "ü".repeat(10_000);
    nodes.node().loop(0, new LoopState(long2, 1, 2, 3));
    nodes.node().applying(ChangeLane.MERGE, new Change(long2, long2, 1, long2, "😀".repeat(999)));
    String name = watchdogs.nodeReader().loops().getFirst().name();
    assertTrue(name.matches("ü{10,}"), name);
    String key = watchdogs.nodeReader().changes().getFirst().change().key();
    assertTrue(key.matches("(😀)+\\??"), key);
  }

  @Test
  void whatHasNoPlaceIsLeftOut() {
    NodeLedger node = nodes.node();
    LockState lock = new LockState("x", 0, "free", List.of(), List.of(), 0, List.of());
    IntStream.range(0, 100).forEach(i -> node.loop(i, new LoopState("loop-" + i, 1, 1, 1)));
    IntStream.range(0, 100).forEach(i -> node.lock(i, lock));
    assertEquals(NodeLedger.MAX_LOOPS, watchdogs.nodeReader().loops().size());
    assertEquals(NodeLedger.MAX_LOCKS, watchdogs.nodeReader().locks().size());
  }

  @Test
  void theLogKeepsItsLastLinesWhole() {
    NodeLedger node = nodes.node();
    for (int i = 0; i < 20_000; i++) {
      node.log("line " + i + " of the log");
    }
    List<String> log = watchdogs.nodeReader().log();
    assertEquals("line 19999 of the log", log.getLast());
    assertTrue(log.size() > 2_000, "lines " + log.size());
    int first = 20_000 - log.size();
    for (int i = 0; i < log.size(); i++) {
      assertEquals("line " + (first + i) + " of the log", log.get(i));
    }
  }

  @Test
  void aLineForgesNoOther() {
    nodes.node().log("good\u001b[2J\nbad\rworse");
    assertEquals(List.of("good [2J", "bad", "worse"), watchdogs.nodeReader().log());
    nodes.node().loop(0, new LoopState("a\nb", 0, 0, 0));
    assertEquals("a b", watchdogs.nodeReader().loops().getFirst().name());
  }

  @Test
  void whatTheWatchdogWritesTheNodeReads() {
    WatchdogState state =
        new WatchdogState(
            42,
            1_700_000_000_000L,
            9,
            new WatchdogState.Watching("healthy", "ready", 500_000_000, 1_000_000, 5),
            new WatchdogState.Past(
                1234, Map.of("stuck", 2L, "gone", 1L), "01abc-7", 1_700_000_001_000L, 2, 1));
    watchdogs.watchdog().write(state);
    assertEquals(state, nodes.watchdogState());
  }

  @Test
  void aPageOfAnotherVersionIsLeftAlone() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {99}), 8);
    }
    byte[] before = Files.readAllBytes(file);
    LedgerPage other = LedgerPage.open(file);
    assertFalse(other.known());
    other.node().phase(NodePhase.CONFIG);
    other.node().log("lost");
    other.node().applying(ChangeLane.MERGE, change(1));
    other.watchdog().write(WatchdogState.UNKNOWN);
    assertEquals(Stage.UNKNOWN, other.nodeReader().stage());
    assertEquals(List.of(), other.nodeReader().log());
    assertEquals(WatchdogState.UNKNOWN, other.watchdogState());
    assertEquals(List.of(before.length), List.of(Files.readAllBytes(file).length));
    assertEquals(-1, java.util.Arrays.mismatch(before, Files.readAllBytes(file)));
  }

  @Test
  void aFileThatIsTooShortIsRefused() throws IOException {
    Path stub = Files.write(folder.resolve("short"), new byte[100]);
    IOException refused = assertThrows(IOException.class, () -> LedgerPage.open(stub));
    assertTrue(refused.getMessage().contains("100 bytes"), refused.getMessage());
  }
}
