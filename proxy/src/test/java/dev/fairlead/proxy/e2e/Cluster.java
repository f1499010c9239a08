package dev.fairlead.proxy.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Three regions of one node each, as real processes on loopback addresses nobody else uses.
 *
 * <p>Confined to the test's thread.
 */
final class Cluster implements AutoCloseable {
  final NodeProcess ams;
  final NodeProcess waw;
  final NodeProcess nrt;

  private Cluster(NodeProcess ams, NodeProcess waw, NodeProcess nrt) {
    this.ams = ams;
    this.waw = waw;
    this.nrt = nrt;
  }

  /** Writes the configurations; starts nothing. */
  static Cluster configure(Path root) {
    SecureRandom random = new SecureRandom();
    String network = "127.%d.%d.".formatted(1 + random.nextInt(250), 1 + random.nextInt(250));
    Path key = root.resolve("cluster.key");
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    try {
      Files.createDirectories(root);
      Files.writeString(key, Base64.getEncoder().encodeToString(bytes) + "\n");
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Cluster(
        NodeProcess.configure(root, "ams", network + 1, network + 1, key),
        NodeProcess.configure(root, "waw", network + 2, network + 1, key),
        NodeProcess.configure(root, "nrt", network + 3, network + 1, key));
  }

  /** Starts all three under their watchdogs and waits until they route and know each other. */
  Cluster start() {
    all().forEach(NodeProcess::startSupervised);
    all().forEach(NodeProcess::awaitReady);
    all()
        .forEach(node ->
            Eventually.holds(
                () -> node.region + " knows all: " + node.control("show members"),
                () -> knowsAll(node)));
    return this;
  }

  private boolean knowsAll(NodeProcess node) {
    String members = String.join("\n", node.control("show members")).toLowerCase(Locale.ROOT);
    return all().stream()
        .allMatch(other ->
            members
                .lines()
                .anyMatch(line -> line.contains(other.region + "-1") && line.contains("alive")));
  }

  /** All nodes. */
  List<NodeProcess> all() {
    return List.of(ams, waw, nrt);
  }

  /** A service with one route, written at {@code node}. */
  void service(NodeProcess node, String id, String host) {
    node.transact("INSERT INTO service (id) VALUES ('" + id + "')");
    node.transact(
        "INSERT INTO route (id, service, host) VALUES ('%1$s', '%1$s', '%2$s')"
            .formatted(id, host));
  }

  /** An instance, written at and owned by {@code node}. */
  void instance(NodeProcess node, String id, String service, String endpoint) {
    node.transact(
        "INSERT INTO instance (id, service, endpoint) VALUES ('%s', '%s', '%s')"
            .formatted(id, service, endpoint));
  }

  @Override
  public void close() {
    all().parallelStream().forEach(NodeProcess::close);
  }
}
