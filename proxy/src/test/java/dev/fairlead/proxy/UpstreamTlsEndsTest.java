package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes and ends over TLS with instances: what is cut never looks whole. */
@Timeout(60)
final class UpstreamTlsEndsTest extends UpstreamTlsSetting {
  /** Without an end of its own a body ends with the connection, if that ends in order. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBodyThatEndsWithTheConnectionIsWholeOnlyIfThatWasAnnounced(boolean announced)
      throws Exception {
    try (SecureOrigin origin = new SecureOrigin(authority.server("inside.test"));
        RawClient client = ams.client()) {
      serve(tls("inside.test"), origin.port());
      origin.answer =
          (socket, plain) -> {
            socket.getOutputStream().write(Origin.ascii("HTTP/1.1 200 OK\r\n\r\nall of it"));
            end(announced ? socket : plain);
          };
      if (announced) {
        assertEquals("all of it", client.get("app.test", "/").body());
      } else {
        assertThrows(IOException.class, () -> client.get("app.test", "/").body());
      }
    }
  }

  /** Ends TLS, or the connection below it. */
  private static void end(Socket socket) throws IOException {
    socket.shutdownOutput();
    socket.getInputStream().transferTo(OutputStream.nullOutputStream()); // or it would be a reset
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bytesOfATcpServiceEndInOrderOnlyIfThatWasAnnounced(boolean announced) throws Exception {
    ams.tcpService = "app";
    try (SecureOrigin origin = new SecureOrigin(authority.server("inside.test"))) {
      serve(tls("inside.test"), origin.port());
      origin.answer =
          (socket, plain) -> {
            socket.getOutputStream().write(Origin.ascii("all of it"));
            end(announced ? socket : plain);
          };
      try (RawClient client = new RawClient(ams.port("bytes"))) {
        client.send("hello\r\n\r\n");
        if (announced) {
          byte[] all = client.in.readAllBytes();
          assertEquals("all of it", new String(all, StandardCharsets.US_ASCII));
        } else {
          assertThrows(IOException.class, client.in::readAllBytes);
        }
      }
    }
  }

  @Test
  void bytesOfATcpServiceAreCarriedOverTlsToo() throws Exception {
    ams.tcpService = "app";
    try (SecureOrigin origin = new SecureOrigin(authority.server("inside.test"))) {
      serve(tls("inside.test"), origin.port());
      try (RawClient client = new RawClient(ams.port("bytes"))) {
        assertEquals("secret", client.get("app.test", "/").body());
      }
    }
  }

  @Test
  void aClientThatEndsItsDirectionStillReadsWhatComesOverTls() throws Exception {
    ams.tcpService = "app";
    try (SecureOrigin origin = new SecureOrigin(authority.server("inside.test"))) {
      serve(tls("inside.test"), origin.port());
      origin.answer =
          (socket, _) -> {
            socket.getInputStream().readNBytes(4);
            Waits.until(() -> ams.inFlight() == 1);
            socket.getOutputStream().write(Origin.ascii("answer"));
            end(socket);
          };
      try (RawClient client = new RawClient(ams.port("bytes"))) {
        client.send("hello\r\n\r\nrest");
        client.socket.shutdownOutput();
        assertEquals("answer", new String(client.in.readAllBytes(), StandardCharsets.US_ASCII));
      }
    }
  }

  @Test
  void anInstanceThatHasNoMoreForAClientAtItsEndIsLetGo() throws Exception {
    ams.tcpService = "app";
    try (SecureOrigin origin = new SecureOrigin(authority.server("inside.test"))) {
      serve(tls("inside.test"), origin.port());
      CompletableFuture<Integer> heard = new CompletableFuture<>();
      origin.answer = (socket, _) -> heard.complete(socket.getInputStream().read());
      try (RawClient client = new RawClient(ams.port("bytes"))) {
        client.send("hello\r\n\r\n");
        client.socket.shutdownOutput();
        assertEquals(-1, heard.get(20, TimeUnit.SECONDS)); // announced, or it would be an error
        assertThrows(IOException.class, client.in::readAllBytes);
      }
      Waits.until(() -> ams.inFlight() == 0);
    }
  }

  @Test
  void upgradesAreCarriedOverTls() throws Exception {
    try (SecureOrigin origin = new SecureOrigin(authority.server("inside.test"));
        RawClient client = ams.client()) {
      serve(tls("inside.test"), origin.port());
      origin.answer =
          (socket, _) -> {
            socket
                .getOutputStream()
                .write(
                    Origin.ascii(
                        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\n"
                            + "Upgrade: echo\r\n\r\n"));
            socket.getInputStream().transferTo(socket.getOutputStream());
          };
      client.send(
          "GET / HTTP/1.1\r\nHost: app.test\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
      for (String line = Origin.readLine(client.in); !line.isEmpty(); ) {
        line = Origin.readLine(client.in);
      }
      client.send("back");
      assertEquals("back", new String(client.in.readNBytes(4), StandardCharsets.US_ASCII));
    }
  }
}
