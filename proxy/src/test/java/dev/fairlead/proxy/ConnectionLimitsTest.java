package dev.fairlead.proxy;

import static dev.fairlead.proxy.Waits.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.options.Networks;
import dev.fairlead.proxy.config.ConnectionLimits;
import dev.fairlead.proxy.config.ProxyHeaders;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.listen.Refusals;
import dev.fairlead.proxy.observe.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Who comes when all places are taken is reset; who is there notices nothing. */
@Timeout(60)
final class ConnectionLimitsTest {
  @TempDir Path data;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private TestRegion ams;

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : opened) {
      one.close();
    }
    if (ams != null) {
      ams.close();
    }
  }

  /** All listeners of a test with these limits. */
  private void start(int node, int listener, int source) throws IOException {
    start(node, new ConnectionLimits(listener, source), null);
  }

  private void start(int node, ConnectionLimits limits, ProxyHeaders headers) throws IOException {
    Settings any = TestRegion.settings("ams", data, null, List.of());
    List<Settings.Listen> listeners =
        any.listeners().stream()
            .map(listen -> listen.with(limits))
            .map(listen -> headers == null ? listen : listen.with(headers))
            .toList();
    ams = new TestRegion("ams", TestRegion.listening(any, node, listeners));
    Origin origin = Origin.says("hi");
    opened.add(origin);
    ams.tcpService = "app";
    ams.serve("app", Policy.DEFAULT, List.of(ams.instance("i1", origin.port(), 0)), List.of());
  }

  private RawClient connect(String listener, int host) throws IOException {
    RawClient client =
        new RawClient(
            new Socket(
                "127.0.0.1", ams.port(listener), InetAddress.getByName("127.0.0." + host), 0));
    opened.add(client);
    return client;
  }

  private static void assertServed(RawClient client) throws IOException {
    assertEquals("hi", client.get("app.test", "/").body());
  }

  /** Who may fail to connect: a reset may come as early as that. */
  private interface Connecting {
    RawClient connect() throws IOException;
  }

  /** A reset, also of what was sent already; never a time-out, never an answer. */
  private static void assertReset(Connecting connecting) {
    IOException end =
        assertThrows(
            IOException.class,
            () -> {
              RawClient client = connecting.connect();
              client.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
              if (client.in.read() < 0) {
                throw new IOException("ended");
              }
            });
    assertTrue(!(end instanceof SocketTimeoutException), end.toString());
  }

  @Test
  void aFullListenerResetsTheNextAndServesThoseItHas() throws Exception {
    start(0, 3, 0);
    List<RawClient> served = List.of(connect("web", 1), connect("web", 2), connect("web", 3));
    for (RawClient client : served) {
      assertServed(client);
    }
    for (int i = 0; i < 50; i++) {
      assertReset(() -> connect("web", 4));
    }
    assertEquals(50, ams.refused(Refusal.LISTENER_FULL));
    assertEquals(50, ams.proxy.traffic().connectionsRefused());
    assertEquals(3, ams.proxy.traffic().connectionsNow());
    for (RawClient client : served) {
      assertServed(client);
    }
    assertServed(connect("bytes", 1)); // another listener has its own places
    served.getFirst().close();
    until(() -> ams.proxy.traffic().connectionsNow() == 3);
    assertServed(connect("web", 4));
  }

  @Test
  void aFullNodeResetsTheNextAtEveryListener() throws Exception {
    start(4, 0, 0);
    for (int i = 0; i < 2; i++) {
      assertServed(connect("web", 1));
      assertServed(connect("bytes", 1));
    }
    assertReset(() -> connect("web", 1));
    assertReset(() -> connect("bytes", 1));
    assertReset(() -> connect("sni", 1));
    assertEquals(3, ams.refused(Refusal.NODE_FULL));
    assertEquals(4, ams.proxy.traffic().connectionsNow());
  }

  @Test
  void aSourceThatHasItsShareLeavesRoomForOthers() throws Exception {
    start(0, 0, 2);
    RawClient first = connect("bytes", 1);
    assertServed(first);
    assertServed(connect("bytes", 1));
    assertReset(() -> connect("bytes", 1));
    assertReset(() -> connect("bytes", 1));
    assertServed(connect("bytes", 2));
    assertServed(first);
    assertEquals(2, ams.refused(Refusal.SOURCE_FULL));
    first.close();
    until(() -> ams.proxy.traffic().connectionsNow() == 2);
    assertServed(connect("bytes", 1));
  }

  @Test
  void behindATrustedProxyTheNamedClientIsTheSource() throws Exception {
    ProxyHeaders headers =
        new ProxyHeaders(Networks.parse(List.of("127.0.0.1")), Duration.ofSeconds(20));
    start(0, new ConnectionLimits(0, 2), headers);
    assertServed(connect("web", 1).send(named("203.0.113.7")));
    assertServed(connect("web", 1).send(named("203.0.113.7")));
    assertReset(() -> connect("web", 1).send(named("203.0.113.7")));
    for (int host = 8; host < 20; host++) {
      assertServed(connect("web", 1).send(named("203.0.113." + host)));
    }
    assertEquals(1, ams.refused(Refusal.SOURCE_FULL));
  }

  private static String named(String client) {
    return "PROXY TCP4 %s 198.51.100.1 4711 443\r\n".formatted(client);
  }

  @Test
  void oneHostOfIpv6IsOneSourceWhateverItsAddress() throws Exception {
    ProxyHeaders headers =
        new ProxyHeaders(Networks.parse(List.of("127.0.0.1")), Duration.ofSeconds(20));
    start(0, new ConnectionLimits(0, 2), headers);
    String line = "PROXY TCP6 2001:db8:0:%s 2001:db8::1 4711 443\r\n";
    assertServed(connect("web", 1).send(line.formatted("7::1")));
    assertServed(connect("web", 1).send(line.formatted("7:abcd::2")));
    assertReset(() -> connect("web", 1).send(line.formatted("7::3")));
    assertServed(connect("web", 1).send(line.formatted("8::1")));
  }

  @Test
  void aFloodIsOneLineInTheLogAndLeavesNothingBehind() throws Exception {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Logger log = (Logger) LoggerFactory.getLogger(Refusals.class);
    log.addAppender(lines);
    try {
      start(0, 1, 0);
      RawClient served = connect("web", 1);
      assertServed(served);
      for (int i = 0; i < 1_000; i++) {
        try {
          new Socket("127.0.0.1", ams.port("web")).close();
        } catch (SocketException e) {
          // reset before it was connected
        }
      }
      until(() -> ams.refused(Refusal.LISTENER_FULL) == 1_000);
      assertServed(served);
      assertEquals(1, lines.list.size(), lines.list.toString());
      assertTrue(lines.list.getFirst().getFormattedMessage().contains("listener web"));
    } finally {
      log.detachAppender(lines);
    }
  }
}
