package dev.fairlead.catalog;

import dev.fairlead.gossip.GossipNode;
import dev.fairlead.gossip.GossipSettings;
import dev.fairlead.gossip.replica.ReplicaReader;
import dev.fairlead.gossip.replica.ReplicaSettings;
import dev.fairlead.gossip.replica.Statement;
import dev.fairlead.gossip.swim.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Real nodes with real catalogs on loopback, which can be restarted and robbed of their data. */
final class Fleet implements AutoCloseable {
  private final Path folder;
  private final Map<String, Part> parts = new TreeMap<>();

  Fleet(Path folder) {
    this.folder = folder;
  }

  /** One node, its catalog, and where it lives. */
  record Part(String name, String region, GossipNode node, Catalog catalog) {
    CompletableFuture<?> write(String sql, Object... parameters) {
      return node.replica().transact(List.of(Statement.of(sql, parameters)));
    }

    /** Rows of a query, each as its values with blanks between. */
    TreeSet<String> rows(String sql, Object... parameters) {
      TreeSet<String> rows = new TreeSet<>();
      try (ReplicaReader reader = node.replica().newReader()) {
        reader.query(
            Statement.of(sql, parameters),
            row -> {
              List<String> values = new ArrayList<>();
              for (int i = 0; i < row.columns().size(); i++) {
                values.add(String.valueOf(row.value(i)));
              }
              rows.add(String.join(" ", values));
            });
      }
      return rows;
    }
  }

  List<Part> all() {
    return List.copyOf(parts.values());
  }

  Part get(String name) {
    return parts.get(name);
  }

  /** Starts a node that joins those that run. */
  Part start(String name, String region) {
    List<Address> others = parts.values().stream().map(it -> it.node().gossipAddress()).toList();
    GossipNode node =
        GossipNode.start(
            new GossipSettings(
                new ReplicaSettings(dataOf(name), name, region),
                new GossipSettings.Cluster("fleet"),
                new GossipSettings.Reach(new GossipSettings.Bind("127.0.0.1", 0)),
                others,
                GossipSettings.Profile.LOCAL));
    CatalogSettings settings =
        new CatalogSettings(name, region, 64 << 20, Duration.ofHours(1), Map.of());
    Part part =
        new Part(name, region, node, Catalog.open(settings, node.replica(), node.membership()));
    parts.put(name, part);
    return part;
  }

  Part restart(String name, boolean withData) {
    Part old = parts.remove(name);
    close(old);
    if (!withData) {
      delete(dataOf(name));
    }
    return start(name, old.region());
  }

  private Path dataOf(String name) {
    try {
      return Files.createDirectories(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(Part part) {
    part.catalog().close();
    part.node().close();
  }

  @Override
  public void close() {
    parts.values().forEach(Fleet::close);
  }
}
