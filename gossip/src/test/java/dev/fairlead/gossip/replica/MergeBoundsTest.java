package dev.fairlead.gossip.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.gossip.change.Change;
import dev.fairlead.gossip.change.Scope;
import dev.fairlead.gossip.change.SiteId;
import dev.fairlead.gossip.change.Stream;
import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.change.VersionRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other nodes send and this one does not take, or not yet; never at the cost of the rest. */
class MergeBoundsTest {
  private static final SiteId OTHER = new SiteId(7, 7);
  private static final Stream WORLD = new Stream(OTHER, Scope.WORLD);

  @TempDir private Path folder;

  private static Version version(Stream stream, long number, Change... changes) {
    return new Version(stream, number, 5, List.of(changes));
  }

  private static Change cell(String table, String key, String column, Object value) {
    return new Change.Cell(table, List.of(key), column, value, 1, 1, 0);
  }

  private static Change poison(long columnVersion, long causalLength) {
    return new Change.Cell(
        "service", List.of("bad"), "policy", "x", columnVersion, causalLength, 0);
  }

  @Test
  void poisonedCountersAreRefusedAndTheBatchGoesOn() {
    try (TestReplica a = TestReplica.open(folder.resolve("a"), "ams")) {
      a.merge(
          version(WORLD, 1, poison(Long.MAX_VALUE, 1)),
          version(WORLD, 2, poison(1, Long.MAX_VALUE)),
          version(WORLD, 3, cell("service", "good", "policy", "x"), poison(1L << 40, 1)),
          version(WORLD, 1L << 40, cell("service", "far", "policy", "x")),
          version(WORLD, 4, cell("service", "good", "policy", "y")));
      assertEquals(List.of("[good, y]"), a.rows("SELECT id, policy FROM service"));
      assertEquals(4, a.replica.vector().of(WORLD).head());
      assertEquals(4, a.replica.rejected());
      a.sql("UPDATE service SET policy = 'z'");
    }
  }

  @Test
  void versionsOfAnotherRegionAndOfOneselfAreDropped() {
    try (TestReplica a = TestReplica.open(folder.resolve("a"), "ams")) {
      Stream abroad = new Stream(OTHER, Scope.of("waw"));
      Stream own = new Stream(a.replica.site(), Scope.WORLD);
      a.merge(
          version(abroad, 1, cell("instance", "i", "service", "web")),
          version(own, 9, cell("service", "forged", "policy", "x")));
      assertTrue(a.replica.vector().streams().isEmpty());
      assertTrue(a.rows("SELECT id FROM service").isEmpty());
      assertTrue(a.rows("SELECT id FROM instance").isEmpty());
      assertEquals(2, a.replica.rejected());
    }
  }

  @Test
  void unknownChangesAreParkedPassedOnAndAppliedAfterAnUpgrade() {
    Path data = folder.resolve("a");
    Version strange =
        version(
            WORLD,
            1,
            cell("service", "web", "policy", "x"),
            cell("own", "k", "v", new byte[] {1, 2}),
            cell("service", "web", "unknown", 1L),
            cell("service", "web", "protocol", 1L),
            cell("instance", "i", "service", "of another scope"));
    try (TestReplica a = TestReplica.open(data, "ams");
        TestReplica b = TestReplica.open(folder.resolve("b"), "ams")) {
      a.merge(strange);
      assertEquals(List.of("[web, http, x]"), a.rows("SELECT * FROM service"));
      assertEquals(4, a.replica.parked());
      b.sync(a);
      assertEquals(4, b.replica.parked());
      try (HistoryReader history = b.replica.newHistoryReader()) {
        assertEquals(5, history.read(WORLD, new VersionRange(1, 1), 1).get(0).changes().size());
      }
    }
    TestReplica.schema(
        data, "-- scope: world\nCREATE TABLE own (id TEXT NOT NULL PRIMARY KEY, v BLOB) STRICT;");
    try (TestReplica a = TestReplica.open(data, "ams")) {
      assertEquals(List.of("[k, [1, 2]]"), a.rows("SELECT * FROM own"));
      assertEquals(3, a.replica.parked());
    }
  }

  @Test
  void outOfOrderVersionsLeaveGapsThatAreRemembered() {
    Path data = folder.resolve("a");
    try (TestReplica a = TestReplica.open(data, "ams")) {
      a.merge(
          version(WORLD, 5, cell("service", "five", "policy", "x")),
          version(WORLD, 2, cell("service", "two", "policy", "x")));
      try (HistoryReader history = a.replica.newHistoryReader()) {
        assertEquals(
            List.of(2L, 5L),
            history.read(WORLD, new VersionRange(1, 99), Long.MAX_VALUE).stream()
                .map(Version::number)
                .toList());
      }
    }
    try (TestReplica a = TestReplica.open(data, "ams")) {
      assertEquals(
          List.of(new VersionRange(1, 1), new VersionRange(3, 4)),
          a.replica.vector().of(WORLD).gaps());
      a.merge(version(WORLD, 3), version(WORLD, 1), version(WORLD, 4));
      assertTrue(a.replica.vector().of(WORLD).gaps().isEmpty());
      assertFalse(a.replica.vector().contains(WORLD, 6));
    }
  }

  @Test
  void nobodyCanMakeUsRememberGapsWithoutEnd() {
    try (TestReplica a = TestReplica.open(folder.resolve("a"), "ams")) {
      List<Version> everySecond = new ArrayList<>();
      everySecond.add(version(WORLD, 30_000));
      for (long number = 2; number < 30_000; number += 2) {
        everySecond.add(version(WORLD, number));
      }
      a.merge(everySecond);
      assertEquals(10_000, a.replica.vector().of(WORLD).gaps().size());
      a.merge(version(WORLD, 1), version(WORLD, 3));
      assertEquals(9_998, a.replica.vector().of(WORLD).gaps().size(), "filling goes on");
    }
  }
}
