package dev.fairlead.catalog;

import dev.fairlead.catalog.index.Affected;
import dev.fairlead.catalog.index.Work;
import dev.fairlead.catalog.load.Bounds;
import dev.fairlead.catalog.load.HostRoutes;
import dev.fairlead.catalog.load.LazyTable;
import dev.fairlead.catalog.load.OwnReader;
import dev.fairlead.catalog.lock.LabelledLock;
import dev.fairlead.catalog.model.ServiceRow;
import dev.fairlead.catalog.region.RegionDistances;
import dev.fairlead.catalog.region.Remembered;
import dev.fairlead.catalog.region.Surroundings;
import dev.fairlead.gossip.change.Commit;
import dev.fairlead.gossip.swim.Members;
import dev.fairlead.gossip.swim.Membership;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is loaded up to date: commits touch services and hosts, membership changes touch the
 * services that have rows of those nodes.
 *
 * <p>Runs on the catalog writer. If a step fails, the loop has everything refreshed in a later
 * round, so that nothing is lost.
 */
final class Refresher implements Work, AutoCloseable {
  /** Keys read from the replica between two beats: a few milliseconds. */
  private static final int PART = 64;

  private final LazyTable<HostRoutes, HostRoutes> hosts;
  private final LazyTable<ServiceRow, LoadedService> services;
  private final ServiceSource source;
  private final LabelledLock lock;
  private final OwnReader reader;
  private final Membership membership;
  private final Remembered remembered;
  private final Map<String, Duration> configuredDistances;
  private final Queue<Runnable> tasks;
  private final AppliedChanges applied;
  private final Runnable beat;

  /** Null while another process writes the replica; set by who takes over or hands over. */
  private volatile @Nullable Presences presences;

  /**
   * A refresher of {@code loaded}.
   *
   * @param reader this thread's connection; closed with this
   * @param beat called between the parts of a long step
   */
  Refresher(
      Loaded loaded,
      OwnReader reader,
      Membership membership,
      Map<String, Duration> configuredDistances,
      AppliedChanges applied,
      Runnable beat) {
    this.hosts = loaded.hosts();
    this.services = loaded.services();
    this.source = loaded.source();
    this.lock = loaded.lock();
    this.tasks = loaded.tasks();
    this.remembered = loaded.remembered();
    this.reader = reader;
    this.membership = membership;
    this.configuredDistances = configuredDistances;
    this.applied = applied;
    this.beat = beat;
  }

  /** Publishes by {@code next} from the next round on; null to publish no more. */
  void presences(@Nullable Presences next) {
    presences = next;
  }

  @Override
  public void changed(List<Commit> commits, boolean lost) {
    Presences publishing = presences;
    if (publishing != null) {
      publishing.changed(commits, lost);
    }
    if (lost) {
      refresh(hosts, hosts.everything());
      refresh(services, services.everything());
      return;
    }
    applied.applying(commits);
    Affected affected = Affected.by(commits);
    refresh(hosts, hosts.touched(affected.hosts()));
    refresh(services, services.touched(affected.services()));
    applied.applied();
  }

  /** In parts, with a beat between: many keys are no hang. */
  private <V> void refresh(LazyTable<?, V> table, Map<String, V> values) {
    Map<String, V> part = new HashMap<>();
    for (Map.Entry<String, V> each : values.entrySet()) {
      part.put(each.getKey(), each.getValue());
      if (part.size() == PART) {
        table.refresh(part, reader);
        part.clear();
        beat.run();
      }
    }
    table.refresh(part, reader);
  }

  @Override
  public void membership() {
    membership(membership.members());
  }

  private void membership(Members members) {
    Surroundings before = source.surroundings();
    Surroundings next = before.with(members, remembered.now());
    Set<String> flipped = next.flipped(before);
    if (!flipped.isEmpty()) {
      lock.write("note membership", Bounds.LOCK_LIMIT, () -> source.surroundings(next));
      services.older().remake();
      services.remake(
          services.having(service -> flipped.stream().anyMatch(service::dependsOn)),
          LoadedService::row);
    }
  }

  @Override
  public void everySecond() {
    Members members = membership.members();
    membership(members);
    Surroundings before = source.surroundings();
    List<String> order =
        RegionDistances.of(configuredDistances, members).nearestFirst(before.nearestFirst());
    if (!order.equals(before.nearestFirst())) {
      Surroundings next = before.withNearestFirst(order);
      lock.write("note distances", Bounds.LOCK_LIMIT, () -> source.surroundings(next));
      services.older().remake();
      services.remake(
          services.having(service -> service.view().elsewhere().size() > 1), LoadedService::row);
    }
    Presences publishing = presences;
    if (publishing != null) {
      publishing.everySecond();
    }
    hosts.sweep(true);
    services.sweep(true);
  }

  @Override
  public void upkeep() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
    refresh(hosts, hosts.takeAgain());
    refresh(services, services.takeAgain());
    Presences publishing = presences;
    if (publishing != null) {
      publishing.upkeep();
    }
    hosts.sweep(false);
    services.sweep(false);
  }

  @Override
  public void close() {
    reader.close();
  }
}
