package dev.fairlead.stress.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.replica.ReplicaReader;
import dev.fairlead.gossip.replica.ReplicaSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {
  private static final DataSettings SMALL = new DataSettings(7, 2500, 7500);

  @TempDir Path folder;

  @Test
  void equalSettingsMakeEqualServicesAndIdsDiffer() {
    Population population = new Population(SMALL);
    Population again = new Population(SMALL);
    Set<String> ids = new HashSet<>();
    int instances = 0;
    for (int i = 0; i < population.size(); i++) {
      assertEquals(population.service(i), again.service(i));
      assertTrue(ids.add(population.service(i).id()));
      assertEquals(population.host(i), population.service(i).routes().getFirst().host());
      for (var instance : population.service(i).instances()) {
        assertTrue(ids.add(instance.id()));
        instances++;
      }
    }
    assertTrue(Math.abs(instances - 7500) < 7500, instances + " instances");
    assertNotEquals(
        population.service(3), new Population(new DataSettings(8, 2500, 7500)).service(3));
  }

  @Test
  void aFolderIsWrittenOnceAndHoldsAllRows() {
    List<String> log = new ArrayList<>();
    Path data = DataFolder.prepare(SMALL, folder, log::add);
    Population population = new Population(SMALL);
    long expected = 0;
    for (int i = 0; i < population.size(); i++) {
      expected += population.service(i).instances().size();
    }
    try (Replica replica =
            Replica.open(new ReplicaSettings(data, DataSettings.NODE, DataSettings.REGION));
        ReplicaReader reader = replica.newReader()) {
      assertEquals(
          2500, reader.query("SELECT count(*) FROM service", row -> row.integer(0)).getFirst());
      assertEquals(
          expected,
          reader.query("SELECT count(*) FROM instance", row -> row.integer(0)).getFirst());
    }
    log.clear();
    assertEquals(data, DataFolder.prepare(SMALL, folder, log::add));
    assertEquals(1, log.size());
    assertTrue(log.getFirst().endsWith("reused"), log.toString());
  }
}
