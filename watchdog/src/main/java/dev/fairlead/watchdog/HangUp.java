package dev.fairlead.watchdog;

import dev.fairlead.watchdog.control.ControlClient;
import dev.fairlead.watchdog.process.Hello;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * SIGHUP, as the node is told of it: the command {@code reload} on its control socket. Stateless.
 */
final class HangUp {
  /** How long a node may take to read its files. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private HangUp() {}

  /**
   * Passes it on, on a thread of its own: the node may hang.
   *
   * @param node null if none has said who it is yet
   */
  static void passOn(@Nullable Hello node, Journal journal) {
    if (node == null) {
      journal.warn("SIGHUP: no node is there to reload");
    } else {
      Thread.ofPlatform().daemon().name("reload").start(() -> passOn(node, journal, "reload"));
    }
  }

  private static void passOn(Hello node, Journal journal, String command) {
    try (ControlClient client = ControlClient.connect(node.control(), PATIENCE)) {
      String answer = String.join(", ", client.ask(command, PATIENCE));
      if (answer.startsWith("error")) {
        journal.warn("SIGHUP: " + answer);
      } else {
        journal.info("SIGHUP: " + answer);
      }
    } catch (IOException failed) {
      journal.warn("SIGHUP: the node did not reload: " + failed.getMessage());
    }
  }
}
