package dev.fairlead.stress.drill;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The rows as the drill last wrote them. Confined to one thread.
 *
 * <p>Each service has one home region, where its own rows are written: two regions that write one
 * row at the same time would leave it to chance what is true.
 */
final class Model {
  private final Map<String, Service> services = new TreeMap<>();
  private final Map<String, Row> rows = new TreeMap<>();

  /** A service; its fields are what the replica was told. */
  static final class Service {
    final String id;
    final Region home;
    boolean row;
    boolean route;

    Service(String id, Region home) {
      this.id = id;
      this.home = home;
    }
  }

  /** An instance row. */
  static final class Row {
    final String id;
    String service;
    InstanceServer server;
    boolean up = true;
    boolean passing = true;

    Row(String id, String service, InstanceServer server) {
      this.id = id;
      this.service = service;
      this.server = server;
    }

    boolean routable() {
      return up && passing;
    }
  }

  void add(Service service) {
    services.put(service.id, service);
  }

  void add(Row row) {
    rows.put(row.id, row);
  }

  void remove(Row row) {
    rows.remove(row.id);
  }

  List<Service> services() {
    return List.copyOf(services.values());
  }

  List<Row> rows() {
    return List.copyOf(rows.values());
  }

  List<Row> rowsOf(String service) {
    List<Row> its = new ArrayList<>();
    for (Row row : rows.values()) {
      if (row.service.equals(service)) {
        its.add(row);
      }
    }
    return its;
  }

  /** What is true of a service, as the rows are now. */
  ServiceState state(String id) {
    Service service = services.get(id);
    Map<Region, Set<String>> routable = new EnumMap<>(Region.class);
    for (Row row : rowsOf(id)) {
      if (row.routable()) {
        routable.computeIfAbsent(row.server.region(), _ -> new HashSet<>()).add(row.server.name());
      }
    }
    return new ServiceState(service != null && service.row && service.route, routable);
  }
}
