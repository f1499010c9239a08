package dev.fairlead.proxy.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An instance of an HTTP service: a real server that answers who and where it is.
 *
 * <p>The headers {@code Demo-Region} and {@code Demo-Instance} say the same to the load.
 */
final class SampleHttp implements AutoCloseable {
  static {
    // Without it the JDK's server leaves Nagle's algorithm on and each answer waits 40 ms for an
    // acknowledgement, which would be all that the demo's latencies show.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final String instance;
  private final Region region;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Starts it on a free port of its region's address. */
  SampleHttp(String instance, Region region) throws IOException {
    this.instance = instance;
    this.region = region;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(region.host()), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  /** Where it listens, as an instance row says it. */
  String endpoint() {
    return region.host() + ":" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
      String arrived = exchange.getRequestHeaders().getFirst("Fairlead-Region");
      byte[] body =
          "Hello from %s, instance %s. You arrived in %s.\n"
              .formatted(region.id(), instance, arrived)
              .getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      exchange.getResponseHeaders().set("Demo-Region", region.id());
      exchange.getResponseHeaders().set("Demo-Instance", instance);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
