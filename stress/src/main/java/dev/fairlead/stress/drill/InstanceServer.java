package dev.fairlead.stress.drill;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;

/**
 * A real small HTTP server that answers its own name, whoever routes to it.
 *
 * <p>Thread-safe.
 */
final class InstanceServer implements AutoCloseable {
  /** Says which server answered. */
  static final String HEADER = "Drill-Server";

  private static final int NO_BODY = -1;

  private final Region region;
  private final String name;
  private final HttpServer server;

  /** Starts it on a free port of its region's address. */
  InstanceServer(Region region, int number, Executor threads) throws IOException {
    this.region = region;
    this.name = region.id() + "/" + number;
    server = HttpServer.create(new InetSocketAddress(region.host(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set(HEADER, name);
      exchange.sendResponseHeaders(200, NO_BODY);
    }
  }

  Region region() {
    return region;
  }

  String name() {
    return name;
  }

  /** Where it listens, as an instance row says it. */
  String endpoint() {
    return region.host() + ":" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
