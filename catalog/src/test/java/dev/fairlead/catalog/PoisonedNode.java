package dev.fairlead.catalog;

import dev.fairlead.gossip.change.ChangeId;
import dev.fairlead.gossip.change.ChangeJournal;
import dev.fairlead.gossip.replica.Precautions;
import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.replica.ReplicaSettings;
import dev.fairlead.gossip.replica.Statement;
import dev.fairlead.gossip.swim.Member;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A process with a replica and a catalog, for drills: {@code DATA SQL [CHANGE…]} loads service
 * {@code web}, commits the statement if there is one, and writes what it serves to {@code served}.
 */
final class PoisonedNode {
  private PoisonedNode() {}

  public static void main(String[] args) throws Exception {
    Path data = Path.of(args[0]);
    Set<ChangeId> quarantine =
        Arrays.stream(args).skip(2).map(ChangeId::parse).collect(Collectors.toSet());
    ChangeJournal journal = new FileJournal(data.resolve("journal"));
    TestMembership membership = new TestMembership(World.NODE, World.REGION);
    membership.set("waw-2", World.REGION, Member.State.ALIVE, null);
    CatalogSettings settings =
        new CatalogSettings(
                World.NODE,
                World.REGION,
                64 << 20,
                Duration.ofHours(1),
                Map.of(),
                data.resolve("catalog.image"))
            .with(journal)
            .debugging();
    Precautions precautions = new Precautions(journal, quarantine);
    try (Replica replica =
            Replica.open(new ReplicaSettings(data, World.NODE, World.REGION, precautions));
        Catalog catalog = Catalog.open(settings, replica, membership)) {
      int before = retries(catalog, "web");
      if (!args[1].isEmpty()) {
        replica.transact(List.of(Statement.of(args[1]))).join();
        replica.ping().join();
        catalog.ping().join();
      }
      String served = before + " " + retries(catalog, "web") + " " + retries(catalog, "api");
      Files.writeString(data.resolve("served"), served);
    }
  }

  private static int retries(Catalog catalog, String service) {
    while (true) {
      switch (catalog.service(service)) {
        case Lookup.Found found -> {
          return found.view().policy().retries();
        }
        case Lookup.Loading loading -> loading.done().join();
        case Lookup.Unknown _ -> {
          return -1;
        }
      }
    }
  }

  /** A line for each change, written before it is applied. */
  private record FileJournal(Path file) implements ChangeJournal {
    @Override
    public void applying(Place place, ChangeId id, String table, List<Object> key) {
      try {
        Files.writeString(
            file,
            place + " " + id + " " + table + " " + key + "\n",
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void applied(Place place) {}
  }
}
