package dev.fairlead.stress.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.fairlead.stress.bench.peer.Certificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The load itself, against the server of the JDK. */
final class TlsLoadTest {
  private static final String HOST = "bench.example";

  private static final int LIMIT_SECONDS = 60; // generous: three each are made sooner

  @TempDir private static Path folder;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<HttpServer> running = new ArrayList<>();
  private HttpsServer secure;
  private HttpServer plain;

  @BeforeAll
  static void makeCertificate() throws IOException {
    Certificate _ = Certificate.make(folder, HOST);
  }

  @BeforeEach
  void start() throws IOException, GeneralSecurityException {
    InetSocketAddress free = new InetSocketAddress("127.0.0.1", 0);
    secure = HttpsServer.create(free, 100);
    secure.setHttpsConfigurator(new HttpsConfigurator(context()));
    plain = HttpServer.create(free, 100);
    running.addAll(List.of(secure, plain));
    for (HttpServer server : running) {
      server.createContext("/", TlsLoadTest::answer);
      server.setExecutor(threads);
      server.start();
    }
  }

  private static SSLContext context() throws IOException, GeneralSecurityException {
    char[] password = Certificate.PASSWORD.toCharArray();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve(Certificate.STORE))) {
      keys.load(in, password);
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, 2);
      exchange.getResponseBody().write(new byte[] {'o', 'k'});
    }
  }

  @AfterEach
  void stop() {
    running.forEach(server -> server.stop(0));
    threads.shutdownNow();
  }

  private static Target target(HttpServer server, boolean tls) {
    return new Target(server.getAddress(), tls, HOST, "/");
  }

  @Test
  void fullHandshakesResumeNothing() throws IOException {
    Handshakes.Done done = Handshakes.run(target(secure, true), false, LIMIT_SECONDS, 3);
    assertEquals(new Handshakes.Done(12, 0), done);
  }

  @Test
  void theShareOfResumedLeavesOutTheFirstOfEachThread() {
    assertEquals(0.5, new Handshakes.Done(12, 4).resumedShare());
    assertEquals(0, new Handshakes.Done(4, 0).resumedShare());
  }

  @Test
  void resumedHandshakesAreToldFromFullOnes() throws IOException {
    Handshakes.Done done = Handshakes.run(target(secure, true), true, LIMIT_SECONDS, 3);
    assertEquals(12, done.made());
    assertTrue(done.resumed() > 0 && done.resumed() <= 8, done.toString()); // each thread's first
  }

  @Test
  void idleConnectionsStayUntilTheOtherEndCloses() throws IOException {
    for (boolean tls : new boolean[] {false, true}) {
      HttpServer server = tls ? secure : plain;
      try (IdleConnections idle = IdleConnections.open(target(server, tls), 20)) {
        assertTrue(idle.kept());
        running.remove(server);
        server.stop(0);
        assertFalse(idle.kept());
      }
    }
  }
}
