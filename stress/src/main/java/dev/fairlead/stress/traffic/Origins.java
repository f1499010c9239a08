package dev.fairlead.stress.traffic;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fairlead.stress.node.NodeApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The services behind the node, in this process: HTTP that answers a few bytes, TCP that sends back
 * what it gets, and WebSockets that do.
 *
 * <p>Thread-safe.
 */
public final class Origins implements AutoCloseable {
  static {
    System.setProperty("sun.net.httpserver.nodelay", "true"); // or each answer waits 40 ms
  }

  /** The host that leads to the HTTP service. */
  public static final String HOST = "bench.test";

  /** The path that leads to WebSockets, whatever the host. */
  static final String WEB_SOCKETS = "/ws";

  private static final String LOOPBACK = "127.0.0.1";
  private static final String INSTANCE =
      "INSERT INTO instance(id, service, endpoint) VALUES (?, ?, ?)";
  private static final int BACKLOG = 1_000;
  private static final byte[] BODY = "served\n".getBytes(StandardCharsets.US_ASCII);

  private final HttpServer http;
  private final ServerSocket echo;
  private final WebSocketEcho webSockets;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Starts them on free ports. */
  public Origins() throws IOException {
    http = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), BACKLOG);
    http.createContext("/", Origins::answer);
    http.setExecutor(threads);
    http.start();
    echo = new ServerSocket(0, BACKLOG, InetAddress.getByName(LOOPBACK));
    threads.execute(this::accept);
    webSockets = new WebSocketEcho(LOOPBACK);
  }

  /**
   * Writes the rows that lead to them.
   *
   * @param echoPort the node's TCP listener
   */
  public void register(NodeApi api, int echoPort) throws IOException {
    registerAlso(api, "web", HOST);
    boolean written =
        api.write("INSERT INTO service(id, protocol) VALUES ('echo', 'tcp')")
            && api.write(
                "INSERT INTO route(id, service, port) VALUES ('echo', 'echo', ?)", echoPort)
            && api.write(INSTANCE, "echo", "echo", LOOPBACK + ":" + echo.getLocalPort())
            && api.write("INSERT INTO service(id) VALUES ('ws')")
            && api.write("INSERT INTO route(id, service, path) VALUES ('ws', 'ws', ?)", WEB_SOCKETS)
            && api.write(INSTANCE, "ws", "ws", LOOPBACK + ":" + webSockets.port());
    require(written);
  }

  /** Writes the rows of one more service whose only instance is the HTTP server here. */
  public void registerAlso(NodeApi api, String service, String host) throws IOException {
    boolean written =
        api.write("INSERT INTO service(id) VALUES (?)", service)
            && api.write(
                "INSERT INTO route(id, service, host) VALUES (?, ?, ?)", service, service, host)
            && api.write(INSTANCE, service, service, LOOPBACK + ":" + http.getAddress().getPort());
    require(written);
  }

  private static void require(boolean written) throws IOException {
    if (!written) {
      throw new IOException("the node did not take the rows of the services");
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, BODY.length);
      exchange.getResponseBody().write(BODY);
    }
  }

  private void accept() {
    while (!echo.isClosed()) {
      try {
        Socket client = echo.accept();
        threads.execute(() -> echo(client));
      } catch (IOException closed) {
        // The loop looks whether it is the end.
      }
    }
  }

  private static void echo(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      client.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException gone) {
      // The client left in the middle; there is nobody to tell.
    }
  }

  @Override
  public void close() {
    http.stop(0);
    Sockets.close(echo);
    webSockets.close();
    threads.shutdownNow();
  }
}
