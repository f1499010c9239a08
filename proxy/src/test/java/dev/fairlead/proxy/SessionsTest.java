package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Policy;
import dev.fairlead.proxy.listen.Sessions;
import dev.fairlead.proxy.observe.SessionStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What operators see of the connections that are open. */
@Timeout(60)
final class SessionsTest {
  @AutoClose private final TestRegion ams;

  SessionsTest(@TempDir Path data) {
    ams = new TestRegion("ams", data);
  }

  private List<SessionStatus> seen() {
    Sessions.Seen seen = ams.proxy.sessions();
    assertEquals(0, seen.lateLoops());
    return seen.sessions();
  }

  /** The only one, once it is in that state. */
  private SessionStatus only(String state) {
    Waits.until(() -> seen().size() == 1 && seen().getFirst().doing().state().equals(state));
    return seen().getFirst();
  }

  @Test
  void anHttpConnectionIsIdleThenInItsHeadThenInARequestThenGone() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (Origin origin =
        new Origin((request, body, out) -> {
          try {
            go.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          Origin.respond(out, "hello");
        })) {
      ams.serve(origin);
      try (RawClient client = ams.client()) {
        SessionStatus idle = only("idle");
        assertEquals("127.0.0.1", idle.doing().client());
        assertEquals("web", idle.listener());
        assertEquals("http", idle.protocol());
        assertEquals(0, idle.doing().exchanges());
        String head = "GET /" + "x".repeat(500) + " HTTP/1.1\r\n";
        client.send(head);
        only("head");
        client.send("Host: app.test\r\n\r\n");
        Waits.until(() -> origin.requests.size() == 1);
        SessionStatus.Doing doing = only("request").doing();
        SessionStatus.Wanted wanted = doing.wanted();
        assertEquals(1, doing.exchanges());
        assertEquals("app.test", wanted.host());
        assertEquals("app", wanted.service());
        assertEquals("i1", wanted.instance());
        assertEquals(SessionStatus.MAX_PATH + 3, wanted.path().length());
        assertEquals(head.length() + 18, doing.moved().in());
        go.countDown();
        client.receive();
        assertTrue(only("idle").doing().moved().out() > 5);
      }
      Waits.until(() -> seen().isEmpty());
    }
  }

  @Test
  void aRelayedConnectionTellsItsInstanceAndItsBytes() throws IOException {
    ams.tcpService = "app";
    try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getByName("127.0.0.1"))) {
      ams.serve(
          "app", Policy.DEFAULT, List.of(ams.instance("i1", server.getLocalPort(), 0)), List.of());
      try (Socket client = new Socket("127.0.0.1", ams.port("bytes"));
          Socket instance = server.accept()) {
        client.getOutputStream().write(new byte[100]);
        instance.getInputStream().readNBytes(100);
        SessionStatus.Doing doing = only("relaying").doing();
        assertEquals("i1", doing.wanted().instance());
        assertEquals("app", doing.wanted().service());
        assertEquals(100, doing.moved().in());
        assertTrue(doing.idleNanos() >= 0);
      }
    }
  }

  @Test
  void whoHasNotSaidWhomItWantsIsOpening() throws IOException {
    try (Socket client = new Socket("127.0.0.1", ams.port("sni"))) {
      assertEquals("127.0.0.1", only("opening").peer());
      assertTrue(client.isConnected());
    }
  }

  @Test
  void theOldestAreShownFirstAndNotMoreThanTheLimit() throws IOException {
    List<Socket> clients = new ArrayList<>();
    try {
      for (int i = 0; i < Sessions.SHOWN + 10; i++) {
        clients.add(new Socket("127.0.0.1", ams.port("web")));
      }
      Waits.until(() -> ams.proxy.sessions().total() == Sessions.SHOWN + 10);
      List<SessionStatus> shown = seen();
      assertEquals(Sessions.SHOWN, shown.size());
      for (int i = 1; i < shown.size(); i++) {
        assertTrue(shown.get(i - 1).ageNanos() >= shown.get(i).ageNanos());
      }
      assertTrue(shown.stream().allMatch(each -> each.id() <= Sessions.SHOWN + 10));
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
    Waits.until(() -> ams.proxy.sessions().total() == 0);
  }

  @Test
  void aLoopThatHangsIsCountedAndTheOthersAreSeen() {
    ams.proxy.hangLoop(0);
    assertEquals(1, ams.proxy.sessions().lateLoops());
  }
}
