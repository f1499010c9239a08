package dev.fairlead.watchdog;

import dev.fairlead.watchdog.ledger.NodePhase;
import dev.fairlead.watchdog.ledger.NodeReader;
import dev.fairlead.watchdog.ledger.NotedChange;
import dev.fairlead.watchdog.process.Configuration;
import dev.fairlead.watchdog.process.Hello;
import dev.fairlead.watchdog.process.Life;
import dev.fairlead.watchdog.process.NodeProcess;
import dev.fairlead.watchdog.process.Origin;
import dev.fairlead.watchdog.socket.HeldSocket;
import dev.fairlead.watchdog.succession.Traces;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A process in the care of the supervisor, and what is known of it. Used by its thread alone. */
final class Charge {
  /** Changes applied longer before a failure than this are not suspected of it. */
  private static final Duration FRESH = Duration.ofSeconds(10);

  /** Changes worth suspecting. */
  private static final int MAX_SUSPECTS = 16;

  final NodeProcess process;

  /** What it was started from; files that change later are not its. */
  final Origin origin;

  /** The configuration it was started with. */
  final Configuration.Choice configuration;

  /** The sockets it was given. */
  final Set<HeldSocket> claimed = new HashSet<>();

  /** What it said about itself; null before it did. */
  @Nullable Hello hello;

  /** The watch over it; null when nobody watches it. */
  @Nullable Life life;

  /** Since when it is to be watched, which begins when it has said how; null when it is not. */
  @Nullable Long watchSinceNanos;

  /** {@link System#nanoTime} when it was the whole node first; null before. */
  @Nullable Long owningSinceNanos;

  Charge(NodeProcess process, Origin origin, Configuration.Choice configuration) {
    this.process = process;
    this.origin = origin;
    this.configuration = configuration;
  }

  long pid() {
    return process.pid();
  }

  long millisSinceStart() {
    return (System.nanoTime() - process.startNanos()) / 1_000_000;
  }

  /** Whether it said that it ends because it was asked to. */
  boolean leaving() {
    return process.ledger().nodeReader().stage().phase() == NodePhase.LEAVING;
  }

  void endLife() {
    watchSinceNanos = null;
    if (life != null) {
      life.end();
    }
  }

  /**
   * What it left in its ledger.
   *
   * @param newConfig whether it was started with a configuration that is not known to work
   */
  Traces traces(boolean newConfig) {
    NodeReader reader = process.ledger().nodeReader();
    NodePhase phase = reader.stage().phase();
    long now = System.nanoTime();
    List<NotedChange> noted = reader.changes();
    String word = phase == NodePhase.UNKNOWN ? "" : phase.name().toLowerCase(Locale.ROOT);
    return new Traces(
        word,
        suspects(noted, NotedChange::underWay),
        suspects(noted, each -> !each.underWay() && now - each.atNanos() <= FRESH.toNanos()),
        newConfig);
  }

  private static List<String> suspects(List<NotedChange> noted, Predicate<NotedChange> which) {
    return noted.stream()
        .filter(which)
        .map(each -> each.change().id())
        .distinct()
        .limit(MAX_SUSPECTS)
        .toList();
  }
}
