package dev.fairlead.proxy;

import dev.fairlead.catalog.Lookup;
import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.InFlights;
import dev.fairlead.catalog.model.InstanceRow;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.Route;
import dev.fairlead.gossip.swim.Membership;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.config.Settings.Bind;
import dev.fairlead.proxy.config.Settings.Listen;
import dev.fairlead.proxy.config.Settings.Protocol;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Carries some requests through a data plane of its own, on private loopback sockets, so that the
 * code on the way is loaded and compiled before the first client comes.
 *
 * <p>Has its own meters, no access log, and routes to an origin of its own: nothing of it is seen
 * elsewhere. Bounded by {@value #REQUESTS} requests and {@link #LIMIT}. Stateless.
 */
final class WarmUp {
  /** Enough for the first compiler to have compiled what a request runs through. */
  private static final int REQUESTS = 600;

  /** Requests on one connection; then another one is accepted. */
  private static final int REQUESTS_EACH = 20;

  private static final Duration LIMIT = Duration.ofSeconds(3);

  private static final Bind ANYWHERE = new Bind("127.0.0.1", 0);
  private static final byte[] REQUEST =
      "GET /warm HTTP/1.1\r\nHost: warm.invalid\r\nUser-Agent: warm\r\nAccept: */*\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] RESPONSE =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"
          .getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_HEAD_BYTES = 4096;

  private WarmUp() {}

  /**
   * Runs it; a machine on which it does not work is only less warm.
   *
   * @param awaited ends it early
   */
  static void run(Settings settings, Membership nobody, BooleanSupplier awaited)
      throws IOException {
    try (ServerSocket origin = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Proxy proxy = Proxy.bind(like(settings), new SimpleMeterRegistry())) {
      Thread.ofPlatform().daemon().name("warm-origin").start(() -> answer(origin));
      Lookup.Found found = leadingTo(origin.getLocalPort());
      proxy.serve(_ -> found, nobody);
      long end = System.nanoTime() + LIMIT.toNanos();
      int port = proxy.listeners().getFirst().address().getPort();
      for (int i = 0; i < REQUESTS && System.nanoTime() - end < 0; i += REQUESTS_EACH) {
        if (awaited.getAsBoolean()) {
          return;
        }
        converse(port);
      }
    }
  }

  /** This node, but with one listener, no secrets and no access log. */
  private static Settings like(Settings settings) {
    return new Settings(
        settings.node(),
        settings.control(),
        settings.admin(),
        new Settings.Cluster(settings.cluster().name(), null, null),
        settings.gossip(),
        new Settings.Backhaul(ANYWHERE, null),
        settings.catalog(),
        List.of(new Listen("warm", ANYWHERE, Protocol.HTTP)),
        List.of(),
        settings.watchdog(),
        new Settings.Log(settings.log().level(), settings.log().json(), ""));
  }

  private static Lookup.Found leadingTo(int port) {
    InstanceRow row =
        new InstanceRow(
            "warm",
            "warm",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            InstanceRow.State.UP,
            InstanceRow.Health.UNKNOWN,
            100,
            0,
            0);
    Instances instances = Instances.pack(List.of(row), new InFlights());
    return new Lookup.Found(
        new Route("warm", "warm", "", "/", 0, "{}"),
        new ServiceView("warm", "http", Policy.DEFAULT, instances, List.of(), 1));
  }

  private static void converse(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) LIMIT.toMillis());
      byte[] answer = new byte[MAX_HEAD_BYTES];
      for (int i = 0; i < REQUESTS_EACH; i++) {
        socket.getOutputStream().write(REQUEST);
        readMessage(socket.getInputStream(), answer, "ok");
      }
    }
  }

  private static void answer(ServerSocket origin) {
    while (!origin.isClosed()) {
      try {
        Socket socket = origin.accept();
        Thread.ofVirtual().name("warm-origin").start(() -> answer(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void answer(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      byte[] head = new byte[MAX_HEAD_BYTES];
      while (readMessage(socket.getInputStream(), head, "\r\n\r\n")) {
        socket.getOutputStream().write(RESPONSE);
      }
    } catch (IOException ended) {
      // With the data plane whose connection this was.
    }
  }

  /** Reads up to {@code end}; false if the connection ended. Both sides send one at a time. */
  private static boolean readMessage(InputStream in, byte[] buffer, String end) throws IOException {
    int length = 0;
    while (length < buffer.length) {
      int read = in.read(buffer, length, buffer.length - length);
      if (read < 0) {
        return false;
      }
      length += read;
      if (new String(buffer, 0, length, StandardCharsets.US_ASCII).endsWith(end)) {
        return true;
      }
    }
    throw new IOException("a message of more than " + buffer.length + " bytes");
  }
}
