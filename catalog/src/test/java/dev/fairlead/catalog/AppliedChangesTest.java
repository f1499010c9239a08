package dev.fairlead.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.gossip.change.ChangeId;
import dev.fairlead.gossip.change.ChangeJournal;
import dev.fairlead.gossip.replica.Precautions;
import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.replica.ReplicaReader;
import dev.fairlead.gossip.replica.ReplicaSettings;
import dev.fairlead.gossip.replica.Statement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the journal takes for under way while several loads run at once. */
final class AppliedChangesTest {
  @TempDir Path data;

  @Test
  void loadsThatAreOverAreNotUnderWay() {
    UnderWay journal = new UnderWay();
    AppliedChanges changes = new AppliedChanges(journal);
    ReplicaSettings settings =
        new ReplicaSettings(data, "waw-1", "waw", new Precautions(journal, Set.of()));
    try (Replica replica = Replica.open(settings);
        ReplicaReader reader = replica.newReader()) {
      write(replica, "INSERT INTO service (id) VALUES ('a')");
      write(replica, "INSERT INTO service (id) VALUES ('b')");
      write(replica, "INSERT INTO route (id, service, host) VALUES ('r', 'b', 'b.test')");
      changes.loadingService(reader, "a");
      changes.loadingService(reader, "b");
      changes.loadingHost(reader, "b.test");
      assertEquals(List.of("service [a]", "service [b]", "route [r]"), journal.rows);
      changes.loadedService("b");
      assertEquals(List.of("service [a]", "route [r]"), journal.rows);
      changes.loadedService("b");
      changes.loadedHost("b.test");
      assertEquals(List.of("service [a]"), journal.rows);
      changes.loadedService("a");
      assertEquals(List.of(), journal.rows);
    }
  }

  private static void write(Replica replica, String sql) {
    replica.transact(List.of(Statement.of(sql))).join();
  }

  /** Keeps what is told until all of it is applied. */
  private static final class UnderWay implements ChangeJournal {
    private final List<String> rows = new ArrayList<>();

    @Override
    public void applying(Place place, ChangeId id, String table, List<Object> key) {
      if (place == Place.LOAD) {
        rows.add(table + " " + key);
      }
    }

    @Override
    public void applied(Place place) {
      if (place == Place.LOAD) {
        rows.clear();
      }
    }
  }
}
