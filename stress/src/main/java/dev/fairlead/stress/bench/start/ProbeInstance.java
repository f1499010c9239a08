package dev.fairlead.stress.bench.start;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.replica.ReplicaReader;
import dev.fairlead.gossip.replica.ReplicaSettings;
import dev.fairlead.gossip.replica.Statement;
import dev.fairlead.stress.data.DataSettings;
import dev.fairlead.stress.data.Population;
import dev.fairlead.stress.data.Population.InstanceSpec;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * The one instance of a data set that exists: an HTTP server on loopback. Its row says where it
 * listens; the port of an earlier run is taken again if it is free, so that an image made then is
 * still true.
 */
final class ProbeInstance implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final int NO_BODY = -1;

  private final HttpServer server;
  private final boolean moved;

  private ProbeInstance(HttpServer server, boolean moved) {
    this.server = server;
    this.moved = moved;
    server.createContext("/", ProbeInstance::answer);
    server.start();
  }

  /** Starts it, and writes its address into the replica of {@code folder} if that differs. */
  static ProbeInstance start(Path folder, Population population) throws IOException {
    InstanceSpec instance = population.service(Population.PROBE).instances().getFirst();
    try (Replica replica =
            Replica.open(new ReplicaSettings(folder, DataSettings.NODE, DataSettings.REGION));
        ReplicaReader reader = replica.newReader()) {
      String before =
          reader
              .query(
                  "SELECT endpoint FROM instance WHERE id = ?", row -> row.text(0), instance.id())
              .getFirst();
      HttpServer server = bind(before);
      String endpoint = HOST + ":" + server.getAddress().getPort();
      replica
          .transact(
              List.of(
                  Statement.of(
                      "UPDATE instance SET endpoint = ? WHERE id = ?", endpoint, instance.id())))
          .join();
      return new ProbeInstance(server, !endpoint.equals(before));
    }
  }

  private static HttpServer bind(String before) throws IOException {
    if (before.startsWith(HOST)) {
      int port = Integer.parseInt(before.substring(before.indexOf(':') + 1));
      try {
        return HttpServer.create(new InetSocketAddress(HOST, port), 0);
      } catch (BindException taken) {
        return HttpServer.create(new InetSocketAddress(HOST, 0), 0);
      }
    }
    return HttpServer.create(new InetSocketAddress(HOST, 0), 0);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, NO_BODY);
    }
  }

  /** Whether its address is another than in earlier runs, so that images made then are wrong. */
  boolean moved() {
    return moved;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
