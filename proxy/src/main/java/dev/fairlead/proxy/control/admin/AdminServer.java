package dev.fairlead.proxy.control.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fairlead.proxy.listen.Graft;
import dev.fairlead.proxy.listen.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server of the API.
 *
 * <p>The JDK's own: it streams, a request has a virtual thread to block on, and nothing of it is
 * shared with the event loops that carry traffic, so that metrics and health answer while those
 * hang. At most {@link #MAX_CONCURRENT} requests are served at once, further ones are answered 503.
 * Thread-safe.
 */
public final class AdminServer implements AutoCloseable {
  /** Requests served at once. */
  static final int MAX_CONCURRENT = 128;

  /** Connections the kernel keeps for us. */
  private static final int BACKLOG = 128;

  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);

  static {
    // Read once by the JDK's server: headers and body must not wait for each other's
    // acknowledgement, a client has this long to send its request, and so many may be connected.
    setUnlessSet("sun.net.httpserver.nodelay", "true");
    setUnlessSet("sun.net.httpserver.maxReqTime", "60"); // seconds
    setUnlessSet("jdk.httpserver.maxConnections", "1024");
  }

  private final HttpServer server;
  private final InetSocketAddress address;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore places = new Semaphore(MAX_CONCURRENT);
  private final Map<String, Endpoint> endpoints = new HashMap<>();

  /** Volatile: written by a reload, read for each request. */
  private volatile Bearer bearer;

  private AdminServer(
      HttpServer server, InetSocketAddress address, Bearer bearer, List<Endpoint> endpoints) {
    this.server = server;
    this.address = address;
    this.bearer = bearer;
    endpoints.forEach(endpoint -> this.endpoints.put(endpoint.path(), endpoint));
  }

  /**
   * Starts answering at {@code place}.
   *
   * @throws UncheckedIOException "cannot bind admin 127.0.0.1:7400: Address already in use"
   */
  static AdminServer start(String token, Place place, List<Endpoint> endpoints) {
    try {
      HttpServer http = open(place);
      InetSocketAddress address =
          switch (place) {
            case Place.ToBind _ -> http.getAddress();
            case Place.Given(int descriptor) -> graft(http, descriptor);
          };
      AdminServer server = new AdminServer(http, address, new Bearer(token), endpoints);
      http.createContext("/", server::handle);
      http.setExecutor(server.threads);
      http.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot bind admin " + place + ": " + e.getMessage(), e);
    }
  }

  private static HttpServer open(Place place) throws IOException {
    return switch (place) {
      case Place.ToBind(InetSocketAddress address) -> HttpServer.create(address, BACKLOG);
      case Place.Given _ ->
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    };
  }

  /** The server has not polled yet: it does so once it is started. */
  private static InetSocketAddress graft(HttpServer http, int descriptor) throws IOException {
    InetSocketAddress address = Graft.address(descriptor);
    try {
      Graft.onto(http.getAddress(), descriptor);
      return address;
    } catch (IOException e) {
      http.stop(0);
      throw e;
    }
  }

  /** Lets in from now on who has {@code token}; empty lets everybody in. */
  public void admit(String token) {
    bearer = new Bearer(token);
  }

  /** Where it really listens. */
  public InetSocketAddress address() {
    return address;
  }

  private void handle(HttpExchange exchange) {
    if (!places.tryAcquire()) {
      refuse(new Request(exchange), 503, "max concurrency limit reached");
      exchange.close();
      return;
    }
    try {
      serve(exchange, new Request(exchange));
    } finally {
      exchange.close();
      places.release();
    }
  }

  private void serve(HttpExchange exchange, Request request) {
    try {
      dispatch(exchange, request);
    } catch (RefusedRequest e) {
      refuse(request, e.status(), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      LOG.debug("admin client gone: {}", e.toString());
    } catch (RuntimeException e) {
      LOG.warn("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), e);
      refuse(request, 500, "internal error: " + e);
    }
  }

  private void dispatch(HttpExchange exchange, Request request) throws IOException, RefusedRequest {
    Endpoint endpoint = endpoints.get(exchange.getRequestURI().getPath());
    if (endpoint == null || !endpoint.open()) {
      if (!bearer.admits(exchange.getRequestHeaders().getFirst("Authorization"))) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
        request.sendEmpty(401);
        return;
      }
    }
    if (endpoint == null) {
      throw new RefusedRequest(404, "nothing at " + exchange.getRequestURI().getPath());
    }
    if (!exchange.getRequestMethod().equals(endpoint.method())) {
      exchange.getResponseHeaders().set("Allow", endpoint.method());
      throw new RefusedRequest(405, endpoint.path() + " takes " + endpoint.method());
    }
    endpoint.handler().answer(request);
  }

  /** Sends an error if the answer has not begun yet. */
  private static void refuse(Request request, int status, String message) {
    try {
      request.sendText(status, message);
    } catch (IOException e) {
      LOG.debug("answer was under way or the client gone: {}", e.toString());
    }
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /** Ends at once; running requests are cut. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
