package dev.fairlead.stress.drill;

import dev.fairlead.stress.drill.DrillNode.Write;
import dev.fairlead.stress.drill.Model.Row;
import dev.fairlead.stress.drill.Model.Service;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the changes of the drill, one after the other, each at random: instances added, deleted,
 * drained, failing, moved to another service or another address; routes and services deleted and
 * put back.
 *
 * <p>Confined to one thread.
 */
final class Changes {
  private static final int MOST_INSTANCES = 4; // of a service in one region

  private final Map<Region, DrillNode> nodes;
  private final Servers servers;
  private final Truth truth;
  private final Journal journal;
  private final SplittableRandom random;
  private final Model model = new Model();
  private final Map<String, Long> counts = new TreeMap<>();
  private int instances;

  Changes(
      Map<Region, DrillNode> nodes,
      Servers servers,
      Truth truth,
      Journal journal,
      SplittableRandom random) {
    this.nodes = nodes;
    this.servers = servers;
    this.truth = truth;
    this.journal = journal;
    this.random = random;
  }

  Model model() {
    return model;
  }

  /** How many changes of each kind were made. */
  Map<String, Long> counts() {
    return counts;
  }

  /** Writes {@code count} services, each with an instance or two somewhere. */
  void begin(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Region home = Region.values()[i % Region.values().length];
      Service service = new Service("s" + i, home);
      model.add(service);
      toggleService(service);
      toggleRoute(service);
      for (int j = random.nextInt(1, 4); j > 0; j--) {
        add(service);
      }
    }
    counts.clear();
  }

  /** One change; nothing if the one that was drawn cannot be made now. */
  void step() throws IOException {
    Service service = any(model.services());
    List<Row> rows = model.rowsOf(service.id);
    int draw = random.nextInt(100);
    if (draw < 30 && !service.row) {
      toggleService(service);
    } else if (draw < 30 && !service.route) {
      toggleRoute(service);
    } else if (draw < 22 || rows.isEmpty()) {
      add(service);
    } else if (draw < 30) {
      delete(any(rows));
    } else if (draw < 66) {
      set(any(rows), draw);
    } else if (draw < 80) {
      readdress(any(rows));
    } else if (draw < 90) {
      move(any(rows), any(model.services()));
    } else if (draw < 93) {
      toggleRoute(service);
    } else if (draw < 95) {
      toggleService(service);
    } else {
      policy(service);
    }
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private void add(Service service) throws IOException {
    Region region = Region.values()[random.nextInt(Region.values().length)];
    long here =
        model.rowsOf(service.id).stream().filter(row -> row.server.region() == region).count();
    InstanceServer server = here >= MOST_INSTANCES ? null : servers.take(region);
    if (server == null) {
      return;
    }
    Row row = new Row("i" + instances++, service.id, server);
    model.add(row);
    write(
        "add " + row.id + " at " + server.name(),
        region,
        List.of(service.id),
        Write.of(
            "INSERT INTO instance(id, service, endpoint) VALUES (?, ?, ?)",
            row.id,
            row.service,
            server.endpoint()));
  }

  private void delete(Row row) throws IOException {
    model.remove(row);
    write(
        "delete " + row.id,
        row.server.region(),
        List.of(row.service),
        Write.of("DELETE FROM instance WHERE id = ?", row.id));
    servers.giveBack(row.server);
  }

  /** Takes a routable row out of traffic, now and then; of another, removes what keeps it out. */
  private void set(Row row, int draw) throws IOException {
    if (row.routable() && draw >= 44) {
      return; // most are to take traffic most of the time
    }
    boolean state = row.routable() ? draw < 37 : !row.up;
    row.up ^= state;
    row.passing ^= !state;
    write(
        (state ? "state " : "health ") + row.id + " " + (state ? row.up : row.passing),
        row.server.region(),
        List.of(row.service),
        state
            ? Write.of(
                "UPDATE instance SET state = ? WHERE id = ?", row.up ? "up" : "drain", row.id)
            : Write.of(
                "UPDATE instance SET health = ? WHERE id = ?",
                row.passing ? "passing" : "failing",
                row.id));
  }

  private void readdress(Row row) throws IOException {
    InstanceServer next = servers.take(row.server.region());
    if (next == null) {
      return;
    }
    InstanceServer before = row.server;
    row.server = next;
    write(
        "readdress " + row.id + " to " + next.name(),
        next.region(),
        List.of(row.service),
        Write.of("UPDATE instance SET endpoint = ? WHERE id = ?", next.endpoint(), row.id));
    servers.giveBack(before);
  }

  private void move(Row row, Service to) throws IOException {
    String from = row.service;
    if (from.equals(to.id)) {
      return;
    }
    row.service = to.id;
    write(
        "move " + row.id + " from " + from,
        row.server.region(),
        List.of(from, to.id),
        Write.of("UPDATE instance SET service = ? WHERE id = ?", to.id, row.id));
  }

  private void toggleRoute(Service service) throws IOException {
    service.route ^= true;
    write(
        "route " + service.route,
        service.home,
        List.of(service.id),
        service.route
            ? Write.of(
                "INSERT INTO route(id, service, host) VALUES (?, ?, ?)",
                service.id,
                service.id,
                Hosts.pattern(service.id))
            : Write.of("DELETE FROM route WHERE id = ?", service.id));
  }

  private void toggleService(Service service) throws IOException {
    service.row ^= true;
    write(
        "service " + service.row,
        service.home,
        List.of(service.id),
        service.row
            ? Write.of("INSERT INTO service(id) VALUES (?)", service.id)
            : Write.of("DELETE FROM service WHERE id = ?", service.id));
  }

  private void policy(Service service) throws IOException {
    String balance = random.nextBoolean() ? "round_robin" : "p2c";
    write(
        "policy " + balance,
        service.home,
        List.of(service.id),
        Write.of(
            "UPDATE service SET policy = ? WHERE id = ?",
            "{\"balance\":\"" + balance + "\"}",
            service.id));
  }

  /** The model has the change already; the truth of {@code services} follows it. */
  private void write(String what, Region region, List<String> services, Write write)
      throws IOException {
    @Nullable DrillNode node = nodes.get(region);
    if (node == null) {
      throw new IllegalArgumentException("no node in " + region);
    }
    counts.merge(what.substring(0, what.indexOf(' ')), 1L, Long::sum);
    List<String> names = new ArrayList<>(services);
    journal.note("%s: %s (%s)".formatted(String.join(", ", names), what, region.id()));
    names.forEach(name -> truth.begin(name, model.state(name), System.nanoTime()));
    node.write(write);
    names.forEach(name -> truth.acknowledged(name, System.nanoTime()));
  }
}
