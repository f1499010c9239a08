package dev.fairlead.proxy.cli;

import dev.fairlead.proxy.config.ConfigException;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.control.Logging;
import dev.fairlead.proxy.supervise.LinkedNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/**
 * {@code node --link}: a node whose watchdog decides what it does.
 *
 * @param file its configuration, unless the watchdog names another
 */
record LinkedCommand(Path file) implements Callable<Integer> {
  /**
   * What a watchdog starts is known without the command line's parser: its classes are of a format
   * too old for the start-up cache, and take longer to load than all others a start needs.
   *
   * @return empty if {@code args} is anything else
   */
  static Optional<LinkedCommand> of(String... args) {
    return switch (List.of(args)) {
      case List<String> words
          when words.size() == 4 && words.subList(0, 3).equals(List.of("node", "--link", "-c")) ->
          Optional.of(new LinkedCommand(Path.of(words.get(3))));
      default -> Optional.empty();
    };
  }

  @Override
  public Integer call() throws ConfigException, IOException {
    LinkedNode node = LinkedNode.meet();
    CountDownLatch closed = new CountDownLatch(1);
    try {
      Settings settings = ConfigFile.readCopy(node.configuration().orElse(file), file);
      Logging.configure(settings.log());
      Signals.stop(node.lifecycle(), closed);
      Signals.reload(node::reload);
      node.run(settings);
      return ExitCode.DONE;
    } catch (ConfigException | RuntimeException e) {
      node.failed(e);
      throw e;
    } finally {
      Logging.close();
      closed.countDown();
    }
  }
}
