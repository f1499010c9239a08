package dev.fairlead.proxy.demo;

import dev.fairlead.proxy.demo.AdminApi.Sql;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The instances of the sample services, and the rows that tell the nodes about them. */
final class Samples implements AutoCloseable {
  /** A service that is known from the beginning and runs nowhere until the demo starts it. */
  static final String LATER = "news";

  private final Map<Region, List<Sql>> rows = new LinkedHashMap<>();
  private final List<Runnable> stops = new ArrayList<>();

  /** Starts an instance of each service in each of its regions. */
  void start() throws IOException {
    for (Service service : Service.values()) {
      for (Region region : service.regions()) {
        String id = service.id() + "-" + region.id();
        String endpoint = service.tcp() ? startEcho(region) : startHttp(id, region);
        row(region, id, service.id(), endpoint);
      }
    }
  }

  /** Tells the nodes: services and routes at one of them, each instance in its own region. */
  void register(Fleet fleet) throws InterruptedException {
    List<Sql> world = new ArrayList<>();
    for (Service service : Service.values()) {
      boolean tcp = service.tcp();
      world.add(serviceRow(service.id(), tcp ? "tcp" : "http"));
      world.add(routeRow(service.id(), tcp ? "" : service.host(), tcp ? Region.ECHO_PORT : 0));
    }
    world.add(serviceRow(LATER, "http"));
    world.add(routeRow(LATER, LATER + ".demo", 0));
    fleet.node(Region.AMS).api().write(world);
    for (Region region : Region.values()) {
      List<Sql> own = new ArrayList<>();
      own.add(new Sql("DELETE FROM instance WHERE node = ?", List.of(region.node())));
      own.addAll(rows.getOrDefault(region, List.of()));
      fleet.node(region).api().write(own);
    }
  }

  /** Starts the later service in a region; the statement that makes it known. */
  Sql startLater(Region region) throws IOException {
    String id = LATER + "-" + region.id();
    return instanceRow(region, id, LATER, startHttp(id, region));
  }

  @Override
  public void close() {
    stops.forEach(Runnable::run);
  }

  private String startHttp(String id, Region region) throws IOException {
    SampleHttp server = new SampleHttp(id, region);
    stops.add(server::close);
    return server.endpoint();
  }

  private String startEcho(Region region) throws IOException {
    SampleEcho server = new SampleEcho(region);
    stops.add(server::close);
    return server.endpoint();
  }

  private void row(Region region, String id, String service, String endpoint) {
    rows.computeIfAbsent(region, r -> new ArrayList<>())
        .add(instanceRow(region, id, service, endpoint));
  }

  private static Sql instanceRow(Region region, String id, String service, String endpoint) {
    return new Sql(
        "INSERT INTO instance (id, service, region, node, endpoint) VALUES (?, ?, ?, ?, ?)"
            + " ON CONFLICT (id) DO UPDATE SET endpoint = excluded.endpoint",
        List.of(id, service, region.id(), region.node(), endpoint));
  }

  private static Sql serviceRow(String id, String protocol) {
    return new Sql(
        "INSERT INTO service (id, protocol) VALUES (?, ?)"
            + " ON CONFLICT (id) DO UPDATE SET protocol = excluded.protocol",
        List.of(id, protocol));
  }

  private static Sql routeRow(String service, String host, int port) {
    return new Sql(
        "INSERT INTO route (id, service, host, port) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (id) DO UPDATE SET service = excluded.service, host = excluded.host,"
            + " port = excluded.port",
        List.of(service, service, host, port));
  }
}
