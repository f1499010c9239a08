package dev.fairlead.proxy.cli;

import dev.fairlead.proxy.Node;
import dev.fairlead.proxy.config.ConfigException;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.control.Lifecycle;
import dev.fairlead.proxy.control.Logging;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a node until it is asked to stop. */
@Command(name = "node", description = "The node process alone, without a watchdog.")
final class NodeCommand implements Callable<Integer> {
  /** How long a node without its watchdog may take to end; less than the next one waits for it. */
  private static final Duration ORPHAN_LIMIT = Duration.ofSeconds(3);

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "Its configuration.")
  @SuppressWarnings("NullAway.Init") // set by picocli before call
  private Path file;

  @Option(names = "--supervised", description = "Started by a watchdog, at the other end of stdin.")
  private boolean supervised;

  @Option(names = "--link", description = "Started by a watchdog, which decides what it does.")
  private boolean linked;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call
  private CommandSpec spec;

  @Override
  public Integer call() throws ConfigException, IOException {
    return linked ? new LinkedCommand(file).call() : alone();
  }

  private int alone() throws ConfigException {
    Settings settings = ConfigFile.read(file);
    Lifecycle lifecycle = new Lifecycle();
    CountDownLatch closed = new CountDownLatch(1);
    if (supervised) {
      introduce(settings);
      Thread.ofPlatform()
          .daemon()
          .name("watchdog-link")
          .start(() -> followStdin(lifecycle, closed));
    }
    Logging.configure(settings.log());
    Signals.stop(lifecycle, closed);
    try (Node node = Node.start(settings, lifecycle)) {
      String reason = lifecycle.stopped().join();
      LoggerFactory.getLogger(NodeCommand.class)
          .info("stopping after {} s: {}", node.uptime().toSeconds(), reason);
    } finally {
      Logging.close();
      closed.countDown();
    }
    return ExitCode.DONE;
  }

  /** The first line on standard output tells the watchdog what it needs; values are URL-encoded. */
  private void introduce(Settings settings) {
    var out = spec.commandLine().getOut();
    out.println(
        "supervise control=%s data=%s interval_ms=%d deadline_ms=%d"
            .formatted(
                encode(settings.control().socket()),
                encode(settings.node().data()),
                settings.watchdog().interval().toMillis(),
                settings.watchdog().deadline().toMillis()));
    out.flush();
  }

  private static String encode(Path path) {
    return URLEncoder.encode(path.toString(), StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * The end of standard input means that the watchdog is gone: a node must not outlive it, however
   * much of it hangs, since the next watchdog waits for its data folder and ports.
   */
  private static void followStdin(Lifecycle lifecycle, CountDownLatch closed) {
    try {
      var _ = System.in.transferTo(OutputStream.nullOutputStream()); // until it ends
    } catch (IOException e) {
      lifecycle.stop("the watchdog's pipe broke: " + e.getMessage());
    }
    lifecycle.stop("the watchdog is gone");
    if (!awaitQuietly(closed, ORPHAN_LIMIT)) {
      Runtime.getRuntime().halt(ExitCode.FAILED);
    }
  }

  private static boolean awaitQuietly(CountDownLatch closed, Duration limit) {
    try {
      return closed.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
