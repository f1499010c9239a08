package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Policy;
import dev.fairlead.proxy.SwitchingOrigin.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens between client and instance once they agreed on another protocol. */
@Timeout(60)
final class TunnelTest extends UpgradeSetting {
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eitherDirectionEndsByItself(boolean elsewhere) throws Exception {
    serve(elsewhere);
    Peer peer = open();
    client.send("last words").socket.shutdownOutput();
    assertEquals("last words", peer.read(10));
    assertTrue(peer.ended());
    peer.send("more").send(" to say").endOutput();
    assertEquals("more to say", new String(client.in.readAllBytes()));
    Waits.until(() -> serving.inFlight() == 0);

    client = new RawClient(ams.port("web"));
    Peer other = open();
    other.endOutput();
    assertTrue(client.ended());
    client.send("still here").socket.shutdownOutput();
    assertEquals("still here", other.read(10));
    assertTrue(other.ended());
    Waits.until(() -> ams.proxy.traffic().connectionsNow() == 0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSlowReaderStopsTheOtherSideAndNothingIsLost(boolean elsewhere) throws Exception {
    serve(elsewhere);
    Peer peer = open();
    byte[] much = new byte[16 << 20];
    new Random(1).nextBytes(much);
    CompletableFuture<Void> down = writing(peer.out(), much);
    CompletableFuture<Void> up = writing(client.out, much);
    byte[] received = client.in.readNBytes(much.length);
    assertArrayEquals(much, received);
    assertFalse(up.isDone()); // nobody read it: it is held in bounded buffers
    assertArrayEquals(much, peer.in().readNBytes(much.length));
    up.join();
    down.join();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aResetInTheMiddleOfMuchFreesEverything(boolean elsewhere) throws Exception {
    serve(elsewhere);
    Peer peer = open();
    CompletableFuture<Void> down = writing(peer.out(), new byte[16 << 20]);
    CompletableFuture<Void> up = writing(client.out, new byte[16 << 20]);
    client.in.readNBytes(1 << 20);
    client.socket.setSoLinger(true, 0);
    client.close();
    assertThrows(CompletionException.class, down::join);
    assertThrows(CompletionException.class, up::join);
    Waits.until(() -> serving.inFlight() == 0);
    Waits.until(() -> ams.proxy.traffic().connectionsNow() == 0);
  }

  private static CompletableFuture<Void> writing(java.io.OutputStream out, byte[] bytes) {
    return CompletableFuture.runAsync(() -> {
      try {
        out.write(bytes);
        out.flush();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTunnelHoldsItsPlaceAndIsLoggedAtItsEnd(boolean elsewhere) throws Exception {
    serve(elsewhere);
    Peer peer = open();
    assertEquals(1, serving.inFlight());
    assertEquals(1, ams.proxy.traffic().connectionsNow());
    client.send("12345");
    assertEquals("12345", peer.read(5));
    peer.send("abc");
    assertEquals("abc", new String(client.in.readNBytes(3)));
    try (RawClient second = new RawClient(ams.port("web"))) { // the instance takes one at a time
      assertEquals(503, second.send(HANDSHAKE).receive().code());
    }
    peer.close();
    assertTrue(client.ended());
    client.close();
    Waits.until(() -> serving.inFlight() == 0);
    String target = elsewhere ? "waw waw-1" : "ams i1";
    Path log = data.resolve("ams/access.log");
    Waits.until(() -> {
      String text = read(log);
      return text.contains(" web app.test \"GET /ws HTTP/1.1\" 101 5 3 ")
          && text.contains(" app " + target + " 0 --");
    });
    assertEquals(5, ams.proxy.traffic().bytesIn());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aResetOfOneSideResetsTheOther(boolean elsewhere) throws Exception {
    serve(elsewhere);
    Peer peer = open();
    client.socket.setSoLinger(true, 0);
    client.close();
    Waits.until(() -> {
      try {
        return peer.ended() && false;
      } catch (IOException reset) {
        return true;
      }
    });
    Waits.until(() -> serving.inFlight() == 0);
  }

  @Test
  void aTunnelWithoutTrafficEndsAfterTheIdleTimeout() throws Exception {
    serve(false, Policy.DEFAULT.withIdleTimeout(Duration.ofMillis(100)));
    Peer peer = open();
    Waits.until(() -> read(data.resolve("ams/access.log")).contains(" cD"));
    Waits.until(() -> serving.inFlight() == 0);
    peer.close();
  }

  @Test
  void tunnelsOutliveTheBeginningOfADrain() throws Exception {
    serve(false);
    Peer peer = open();
    ams.proxy.drain();
    ams.proxy.endIdle();
    for (int i = 0; i < 10; i++) {
      client.send("x");
      assertEquals("x", peer.read(1));
      peer.send("y");
      assertEquals('y', client.in.read());
    }
    assertEquals(1, ams.proxy.traffic().connectionsNow());
  }
}
