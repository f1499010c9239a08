package dev.fairlead.proxy.supervise;

import dev.fairlead.watchdog.link.Link;
import dev.fairlead.watchdog.link.LinkServer;
import dev.fairlead.watchdog.link.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node that lost its watchdog, waiting for the next one at {@code supervisor.sock} in the data
 * folder.
 *
 * <p>A thread accepts one watchdog after the other, until one has taken everything it is told. Ends
 * then, or when it is closed; either way the file is gone. Thread-safe.
 */
final class Adoption implements AutoCloseable {
  private static final String FILE = "supervisor.sock";

  private static final Logger LOG = LoggerFactory.getLogger(Adoption.class);

  private final LinkServer server;

  private Adoption(LinkServer server) {
    this.server = server;
  }

  /**
   * Begins to wait.
   *
   * @param story what a watchdog is told of this node, made anew for each
   * @param adopted gets the link to the one that took it
   * @throws IOException if the socket cannot be bound
   */
  static Adoption await(Path data, Supplier<List<Message>> story, Consumer<Link> adopted)
      throws IOException {
    Adoption waiting = new Adoption(LinkServer.bind(data.resolve(FILE)));
    Thread.ofPlatform().daemon().name("adoption").start(() -> waiting.accept(story, adopted));
    return waiting;
  }

  private void accept(Supplier<List<Message>> story, Consumer<Link> adopted) {
    try (this) {
      for (Link link = server.accept(); link != null; link = server.accept()) {
        if (told(link, story.get())) {
          close(); // before the new watchdog can be lost, which would bind it again
          adopted.accept(link);
          return;
        }
      }
    } catch (IOException e) {
      LOG.warn("no watchdog can adopt this node any more: {}", e.toString());
    }
  }

  private static boolean told(Link link, List<Message> story) {
    try {
      for (Message message : story) {
        link.send(message);
      }
      return true;
    } catch (IOException e) {
      LOG.warn("a watchdog came and went: {}", e.toString());
      link.close();
      return false;
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
