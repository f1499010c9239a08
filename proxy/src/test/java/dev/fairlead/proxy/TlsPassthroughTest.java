package dev.fairlead.proxy;

import static dev.fairlead.proxy.Waits.until;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Random;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS that ends at the instance: real clients and servers, the proxy reads only the name. */
@Timeout(60)
final class TlsPassthroughTest {
  @TempDir Path data;
  @AutoClose private TestRegion ams;
  @AutoClose private TestRegion waw;
  private SSLContext context;

  @BeforeEach
  void start() throws Exception {
    ams = new TestRegion("ams", data);
    waw = new TestRegion("waw", data);
    TestRegion.introduce(ams, waw);
    X509Bundle own =
        new CertificateBuilder()
            .subject("CN=app.test")
            .addSanDnsName("app.test")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry("own", own.getKeyPair().getPrivate(), new char[0], own.getCertificatePath());
    keys.setCertificateEntry("ca", own.getCertificate());
    KeyManagerFactory identity =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    identity.init(keys, new char[0]);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(keys);
    context = SSLContext.getInstance("TLS");
    context.init(identity.getKeyManagers(), trust.getTrustManagers(), null);
  }

  /** Sends back everything until the client ends. */
  private SSLServerSocket echo() throws IOException {
    SSLServerSocket server =
        (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0);
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
              socket.getInputStream().transferTo(socket.getOutputStream());
            } catch (IOException e) {
              // closed, or the client's test looks at it
            }
          }
        });
    return server;
  }

  private SSLSocket connect(String serverName) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", ams.port("sni"));
    socket.setSoTimeout(20_000);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(
        serverName.isEmpty() ? List.of() : List.of(new SNIHostName(serverName)));
    socket.setSSLParameters(parameters);
    return socket;
  }

  private void serve(int port, boolean remote) {
    ams.serveFrom(remote ? waw : ams, "app", port);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theInstanceEndsTlsAndTheNameRoutes(boolean remote) throws Exception {
    byte[] sent = new byte[1 << 20];
    new Random(3).nextBytes(sent);
    try (SSLServerSocket server = echo();
        SSLSocket client = connect("APP.test")) {
      serve(server.getLocalPort(), remote);
      client.startHandshake();
      assertEquals("CN=app.test", client.getSession().getPeerPrincipal().getName());
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  client.getOutputStream().write(sent);
                } catch (IOException e) {
                  // the reader misses bytes then
                }
              });
      assertArrayEquals(sent, client.getInputStream().readNBytes(sent.length));
      writer.join();
    }
    until(() -> ams.inFlight() + waw.inFlight() == 0);
    until(() -> ams.proxy.traffic().connectionsNow() == 0);
    until(() -> accessLog().contains("app.test"));
  }

  private String accessLog() {
    try {
      return Files.readString(data.resolve("access.log"));
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void aClientWithoutServerNameGetsTheRouteForAnyHost() throws Exception {
    try (SSLServerSocket server = echo();
        SSLSocket client = connect("")) {
      serve(server.getLocalPort(), false);
      ams.hosts.put("", "app");
      client.startHandshake();
      client.getOutputStream().write(42);
      assertEquals(42, client.getInputStream().read());
    }
  }

  @Test
  void anUnknownNameIsTurnedAwayByName() throws Exception {
    try (SSLSocket client = connect("nobody.test")) {
      SSLException refused = assertThrows(SSLException.class, client::startHandshake);
      assertTrue(refused.getMessage().contains("unrecognized_name"), refused.getMessage());
    }
    until(() -> ams.proxy.traffic().connectionsNow() == 0);
  }

  @Test
  void aNameWhoseInstancesAreGoneIsAnAlertToo() throws Exception {
    serve(Waits.deadPort(), false);
    try (SSLSocket client = connect("app.test")) {
      SSLException refused = assertThrows(SSLException.class, client::startHandshake);
      assertTrue(refused.getMessage().contains("internal_error"), refused.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n",
        "\u0016\u0002\u0001\u0000\u0005hello",
        "\u0016\u0003\u0001\u0000\u0000",
        "\u0016\u0003\u0001\u0000\u0004\u0002\u0000\u0000\u0000",
        "\u0016\u0003\u0001\u0000\u0004\u0001\u00ff\u00ff\u00ff",
        "\u0016\u0003\u0001\u0000\u0006\u0001\u0000\u0000\u0002\u0003\u0003",
      })
  void whatIsNoClientHelloReachesNobody(String bytes) throws Exception {
    try (Origin origin = Origin.says("must not be reached");
        Socket client = new Socket("127.0.0.1", ams.port("sni"))) {
      serve(origin.port(), false);
      ams.hosts.put("", "app");
      client.setSoTimeout(20_000);
      client.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      byte[] answer = client.getInputStream().readAllBytes();
      assertArrayEquals(new byte[] {21, 3, 3, 0, 2, 2, 50}, answer);
      assertEquals(0, origin.connections.get());
    }
    until(() -> ams.proxy.traffic().connectionsNow() == 0);
  }

  @Test
  void aClientThatEndsBeforeItsNameIsClosed() throws Exception {
    try (Socket client = new Socket("127.0.0.1", ams.port("sni"))) {
      client.setSoTimeout(20_000);
      client.getOutputStream().write(22);
      client.shutdownOutput();
      assertEquals(-1, client.getInputStream().read());
    }
    until(() -> ams.proxy.traffic().connectionsNow() == 0);
  }
}
