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
import dev.fairlead.catalog.region.Surroundings;
import dev.fairlead.gossip.change.Commit;
import dev.fairlead.gossip.swim.Members;
import dev.fairlead.gossip.swim.Membership;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/**
 * Keeps what is loaded up to date: commits touch services and hosts, membership changes touch the
 * services that have rows of those nodes.
 *
 * <p>Runs on the catalog writer. If a step fails, the loop has everything refreshed in a later
 * round, so that nothing is lost.
 */
final class Refresher implements Work, AutoCloseable {
  private final LazyTable<HostRoutes, HostRoutes> hosts;
  private final LazyTable<ServiceRow, LoadedService> services;
  private final ServiceSource source;
  private final LabelledLock lock;
  private final OwnReader reader;
  private final Membership membership;
  private final Map<String, Duration> configuredDistances;
  private final Queue<Runnable> tasks;
  private final Presences presences;

  /**
   * A refresher of {@code loaded}.
   *
   * @param reader this thread's connection; closed with this
   */
  Refresher(
      Loaded loaded,
      Presences presences,
      OwnReader reader,
      Membership membership,
      Map<String, Duration> configuredDistances) {
    this.hosts = loaded.hosts();
    this.services = loaded.services();
    this.source = loaded.source();
    this.lock = loaded.lock();
    this.tasks = loaded.tasks();
    this.presences = presences;
    this.reader = reader;
    this.membership = membership;
    this.configuredDistances = configuredDistances;
  }

  @Override
  public void changed(List<Commit> commits, boolean lost) {
    presences.changed(commits, lost);
    if (lost) {
      hosts.refresh(hosts.everything(), reader);
      services.refresh(services.everything(), reader);
      return;
    }
    Affected affected = Affected.by(commits);
    hosts.refresh(hosts.touched(affected.hosts()), reader);
    services.refresh(services.touched(affected.services()), reader);
  }

  @Override
  public void membership(Members members) {
    Surroundings before = source.surroundings();
    Surroundings next = new Surroundings(members, before.nearestFirst());
    Set<String> flipped = next.flipped(before);
    if (!flipped.isEmpty()) {
      lock.write("note membership", Bounds.LOCK_LIMIT, () -> source.surroundings(next));
      services.remake(
          services.having(service -> flipped.stream().anyMatch(service::dependsOn)),
          LoadedService::row);
    }
  }

  @Override
  public void everySecond() {
    Members members = membership.members();
    membership(members);
    List<String> order = RegionDistances.of(configuredDistances, members).nearestFirst();
    Surroundings before = source.surroundings();
    if (!order.equals(before.nearestFirst())) {
      Surroundings next = new Surroundings(before.members(), order);
      lock.write("note distances", Bounds.LOCK_LIMIT, () -> source.surroundings(next));
      services.remake(
          services.having(service -> service.view().elsewhere().size() > 1), LoadedService::row);
    }
    presences.everySecond();
    hosts.sweep(true);
    services.sweep(true);
  }

  @Override
  public void upkeep() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
    hosts.refresh(hosts.takeAgain(), reader);
    services.refresh(services.takeAgain(), reader);
    presences.upkeep();
    hosts.sweep(false);
    services.sweep(false);
  }

  @Override
  public void close() {
    reader.close();
  }
}
