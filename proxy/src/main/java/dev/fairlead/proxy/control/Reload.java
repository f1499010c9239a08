package dev.fairlead.proxy.control;

import dev.fairlead.proxy.config.ConfigException;
import dev.fairlead.proxy.config.Problem;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.config.SettingsReader;
import dev.fairlead.proxy.config.SourceFile;
import dev.fairlead.proxy.config.SourceFile.Change;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again while the node runs: what can change does, all or nothing; the rest
 * is named.
 *
 * <p>Thread-safe; one at a time, the others wait. Blocks while it reads files.
 */
public final class Reload {
  private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

  /** Something that can change while it runs. */
  @FunctionalInterface
  public interface Part {
    /**
     * Makes ready all that can fail.
     *
     * @param next the configuration as it is now
     * @return makes the change, which cannot fail
     * @throws UncheckedIOException naming what cannot be used
     */
    Runnable prepare(Settings next);
  }

  private final ReentrantLock one = new ReentrantLock();
  private final SourceFile started;
  private final List<Part> parts;
  private SourceFile applied;

  /**
   * For a node.
   *
   * @param started what it runs with
   * @param parts in the order they change
   */
  public Reload(Settings started, List<Part> parts) {
    this.started = started.source();
    this.applied = started.source();
    this.parts = List.copyOf(parts);
  }

  /** Reads the file, and does what it says. */
  public Answer run() {
    Path file = started.path();
    if (file == null) {
      return new Answer.Failure("this node was not started from a file");
    }
    one.lock();
    try {
      return follow(file, new SettingsReader().read(file));
    } catch (ConfigException e) {
      return failed(e.problems().stream().map(p -> of(p, file)).collect(Collectors.joining("; ")));
    } catch (UncheckedIOException e) {
      return failed(file + ": " + e.getMessage());
    } finally {
      one.unlock();
    }
  }

  private static String of(Problem problem, Path file) {
    return problem.format(file.toString()).replace('\n', ' ');
  }

  private static Answer failed(String why) {
    LOG.warn("configuration not reloaded, nothing changes: {}", why);
    return new Answer.Failure("nothing changes: " + why);
  }

  private Answer follow(Path file, Settings next) {
    List<Runnable> changes = new ArrayList<>();
    parts.forEach(part -> changes.add(part.prepare(next)));
    changes.forEach(Runnable::run);
    List<String> live = named(next.source().since(applied), true);
    List<String> waiting = named(next.source().since(started), false);
    applied = next.source();
    LOG.info(
        "configuration reloaded from {}; applied: {}; needs a restart: {}",
        file,
        live.isEmpty() ? "nothing" : String.join(", ", live),
        waiting.isEmpty() ? "nothing" : String.join(", ", waiting));
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("reloaded", file.toString());
    facts.put("certificates_read", next.certificates().size());
    facts.put("applied", live);
    facts.put("needs_restart", waiting);
    return new Answer.Facts(facts);
  }

  private static List<String> named(List<Change> changes, boolean live) {
    return changes.stream()
        .filter(change -> change.live() == live)
        .map(change -> change.key() + (change.line() == 0 ? "" : " (line " + change.line() + ")"))
        .toList();
  }
}
