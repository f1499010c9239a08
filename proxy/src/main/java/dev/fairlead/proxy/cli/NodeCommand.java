package dev.fairlead.proxy.cli;

import dev.fairlead.proxy.Node;
import dev.fairlead.proxy.config.ConfigException;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.control.Lifecycle;
import dev.fairlead.proxy.control.Logging;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a node until it is asked to stop. */
@Command(name = "node", description = "The node process alone, without a watchdog.")
final class NodeCommand implements Callable<Integer> {
  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "Its configuration.")
  @SuppressWarnings("NullAway.Init") // set by picocli before call
  private Path file;

  @Option(names = "--link", description = "Started by a watchdog, which decides what it does.")
  private boolean linked;

  @Override
  public Integer call() throws ConfigException, IOException {
    return linked ? new LinkedCommand(file).call() : alone();
  }

  private int alone() throws ConfigException {
    Settings settings = ConfigFile.read(file);
    Lifecycle lifecycle = new Lifecycle();
    CountDownLatch closed = new CountDownLatch(1);
    Logging.configure(settings.log());
    CompletableFuture<Node> serving = new CompletableFuture<>();
    Signals.stop(lifecycle, closed);
    Signals.reload(() -> {
      var _ = serving.thenAccept(Node::reload); // at once, or as soon as it serves
    });
    try (Node node = Node.start(settings, lifecycle)) {
      serving.complete(node);
      String reason = lifecycle.stopped().join();
      LoggerFactory.getLogger(NodeCommand.class)
          .info("stopping after {} s: {}", node.uptime().toSeconds(), reason);
    } finally {
      Logging.close();
      closed.countDown();
    }
    return ExitCode.DONE;
  }
}
