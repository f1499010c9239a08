package dev.fairlead.proxy.control;

import dev.fairlead.catalog.Catalog;
import dev.fairlead.catalog.LoadedServiceStatus;
import dev.fairlead.catalog.model.InFlight;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.options.RouteOptions;
import dev.fairlead.gossip.replica.ReplicaReader;
import dev.fairlead.gossip.swim.Members;
import dev.fairlead.gossip.swim.Membership;
import dev.fairlead.proxy.balance.Grounds;
import dev.fairlead.proxy.balance.TrackRecord;
import dev.fairlead.proxy.check.CheckStatus;
import dev.fairlead.proxy.control.Command.BadCommand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The commands that show services, routes and instances: what the replica holds, joined with what
 * the catalog made of it.
 */
final class ShowTables {
  /** Rows shown at most; more are for SQL. */
  static final int MAX_ROWS = 10_000;

  private static final int READ_LIMIT_SECONDS = 5;

  private final Readers readers;
  private final Catalog catalog;
  private final Membership membership;
  private final Function<String, @Nullable CheckStatus> checks;

  ShowTables(ControlCommands.CatalogSide side, Membership membership) {
    this.readers = side.readers();
    this.catalog = side.catalog();
    this.checks = side.checks();
    this.membership = membership;
  }

  List<Command> all() {
    return List.of(
        Command.plain("show services", "services, and which are loaded", this::services),
        Command.plain("show routes", "routes, in the order of their hosts", this::routes),
        new Command("show instances", "[SERVICE]", "instances of this region", this::instances));
  }

  private <T> T read(Function<ReplicaReader, T> work) {
    Future<T> result = readers.read(work);
    try {
      return result.get(READ_LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      result.cancel(true);
      throw new IllegalStateException("no answer within " + READ_LIMIT_SECONDS + " s", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(String.valueOf(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private Answer services() {
    Map<String, LoadedServiceStatus> loaded = loaded();
    String sql = "SELECT id, protocol, policy FROM service ORDER BY id LIMIT " + MAX_ROWS;
    List<List<@Nullable Object>> rows =
        read(reader ->
            reader.<List<@Nullable Object>>query(
                sql,
                row -> {
                  List<@Nullable Object> cells = new ArrayList<>();
                  cells.add(row.text(0));
                  cells.add(row.text(1));
                  cells.add(row.text(2));
                  addLoaded(cells, loaded.get(row.text(0)));
                  return cells;
                }));
    return new Answer.Table(
        List.of("id", "protocol", "policy", "loaded", "since", "revision", "routable", "remarks"),
        rows);
  }

  private Map<String, LoadedServiceStatus> loaded() {
    Map<String, LoadedServiceStatus> loaded = new HashMap<>();
    catalog.loadedServices().forEach(service -> loaded.put(service.view().service(), service));
    return loaded;
  }

  private static void addLoaded(
      List<@Nullable Object> cells, @Nullable LoadedServiceStatus service) {
    cells.add(service != null);
    cells.add(service == null ? null : service.since());
    cells.add(service == null ? null : service.view().revision());
    cells.add(service == null ? null : service.view().instances().routable());
    cells.add(service == null ? null : service.remarks());
  }

  private Answer routes() {
    return new Answer.Table(
        List.of("id", "host", "path", "port", "service", "options", "faults"),
        read(reader ->
            reader.<List<@Nullable Object>>query(
                "SELECT id, host, path, port, service, options FROM route"
                    + " ORDER BY host, path, port, id LIMIT "
                    + MAX_ROWS,
                row -> {
                  List<@Nullable Object> cells = cells(row);
                  cells.add(RouteOptions.parse(row.text(5), row.text(2)).faults());
                  return cells;
                })));
  }

  private Answer instances(List<String> words) throws BadCommand {
    if (words.size() > 1) {
      throw new BadCommand("one service at a time");
    }
    String where = words.isEmpty() ? "" : " WHERE service = ?";
    String sql =
        "SELECT id, service, region, node, endpoint, state, health, weight, soft, hard"
            + " FROM instance"
            + where
            + " ORDER BY service, id LIMIT "
            + MAX_ROWS;
    Members members = membership.members();
    Map<String, LoadedServiceStatus> loaded = loaded();
    long now = System.nanoTime();
    List<List<@Nullable Object>> rows =
        read(reader ->
            reader.<List<@Nullable Object>>query(
                sql,
                row -> {
                  List<@Nullable Object> cells = cells(row);
                  cells.add(members.routable(row.text(3)));
                  addCheck(cells, checks.apply(row.text(0)));
                  addUse(cells, known(loaded.get(row.text(1)), row.text(0)), now);
                  return cells;
                },
                words.toArray()));
    return new Answer.Table(
        List.of(
            "id",
            "service",
            "region",
            "node",
            "endpoint",
            "state",
            "health",
            "weight",
            "soft",
            "hard",
            "owner_alive",
            "check_says",
            "check_since",
            "check_reason",
            "in_flight",
            "answer_ms",
            "standing",
            "ejected_s"),
        rows);
  }

  /** What this node's own checks say; empty for instances that others check, or nobody. */
  private static void addCheck(List<@Nullable Object> cells, @Nullable CheckStatus check) {
    cells.add(check == null ? null : ValueNames.of(check.health()));
    cells.add(check == null ? null : check.since());
    cells.add(check == null ? null : check.reason());
  }

  /** What this node knows from carrying to an instance; null if it never did. */
  private static @Nullable InFlight known(@Nullable LoadedServiceStatus service, String id) {
    Instances all = service == null ? Instances.NONE : service.view().instances();
    int place = all.routable(id);
    return place < 0 ? null : all.known(place);
  }

  private static void addUse(List<@Nullable Object> cells, @Nullable InFlight load, long now) {
    double millis = load == null ? -1 : Grounds.answerMillis(load, now);
    cells.add(load == null ? 0 : load.get());
    cells.add(millis < 0 ? null : Math.round(millis * 10) / 10.0);
    long record = load == null ? 0 : load.record();
    cells.add(ValueNames.of(TrackRecord.standing(record, now)));
    cells.add(TimeUnit.NANOSECONDS.toSeconds(TrackRecord.nanosLeft(record, now)));
  }

  private static List<@Nullable Object> cells(ReplicaReader.Row row) {
    List<@Nullable Object> cells = new ArrayList<>();
    for (int i = 0; i < row.columns().size(); i++) {
      cells.add(row.value(i));
    }
    return cells;
  }
}
