package dev.fairlead.proxy.demo;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The three supervised nodes. */
final class Fleet implements AutoCloseable {
  private static final Duration READY = Duration.ofSeconds(60);

  private final List<DemoNode> nodes = new ArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  /** Writes the three configurations and a cluster key, and starts the nodes. */
  void start(Path folder, int httpPort) throws IOException {
    Path key = writeKey(folder.resolve("cluster.key"));
    for (Region region : Region.values()) {
      Path own = folder.resolve(region.id());
      NodeConfig config = new NodeConfig(region, httpPort, own.resolve("data"), key);
      nodes.add(DemoNode.start(config, own, http));
    }
  }

  /** Waits until all can route; throws naming the one that cannot, with the end of its log. */
  long awaitReady() throws InterruptedException, IOException {
    long nanos = Waiting.until(READY, () -> allReady() || oneEnded());
    if (nanos >= 0 && !oneEnded()) {
      return nanos;
    }
    DemoNode culprit = nodes.stream().filter(n -> !n.alive()).findFirst().orElse(firstNotReady());
    String last = culprit.logLines("").stream().reduce("", (before, line) -> line);
    throw new DemoFailed(
        "the node of %s did not start (%s); the end of %s: %s"
            .formatted(
                culprit.region().id(),
                culprit.alive() ? "not ready within " + READY.toSeconds() + " s" : "it ended",
                culprit.log(),
                last));
  }

  DemoNode node(Region region) {
    return nodes.stream().filter(n -> n.region() == region).findFirst().orElseThrow();
  }

  /** By region. */
  List<DemoNode> nodes() {
    return List.copyOf(nodes);
  }

  @Override
  public void close() {
    nodes.forEach(DemoNode::stop);
    nodes.forEach(DemoNode::close);
    http.close();
  }

  private boolean allReady() throws InterruptedException {
    for (DemoNode node : nodes) {
      if (!node.api().ready()) {
        return false;
      }
    }
    return true;
  }

  private boolean oneEnded() {
    return nodes.stream().anyMatch(node -> !node.alive());
  }

  private DemoNode firstNotReady() throws InterruptedException {
    for (DemoNode node : nodes) {
      if (!node.api().ready()) {
        return node;
      }
    }
    return nodes.getFirst();
  }

  private static Path writeKey(Path file) throws IOException {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, Base64.getEncoder().encodeToString(key) + "\n");
  }
}
