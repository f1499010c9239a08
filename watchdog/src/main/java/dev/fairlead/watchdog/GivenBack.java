package dev.fairlead.watchdog;

import dev.fairlead.watchdog.control.ControlClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Lifts the quarantine of changes that turned out not to be the cause of failures, over the node's
 * control socket.
 *
 * <p>On a thread of its own, as the node may hang. What it does not take stays in quarantine, and
 * an operator can lift it. Immutable; thread-safe.
 *
 * @param journal says what came of it
 * @param socket the node's control socket
 */
record GivenBack(Journal journal, Path socket) {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** Begins and returns at once. */
  void lift(List<String> changes) {
    Thread.ofPlatform().daemon().name("given-back").start(() -> changes.forEach(this::lift));
  }

  private void lift(String change) {
    try (ControlClient client = ControlClient.connect(socket, LIMIT)) {
      String answer = String.join("; ", client.ask("quarantine lift " + change, LIMIT));
      journal.warn("change %s was not the cause: %s".formatted(change, answer));
    } catch (IOException unheard) {
      journal.warn(
          "change %s was not the cause, but stays in quarantine: %s"
              .formatted(change, unheard.getMessage()));
    }
  }
}
