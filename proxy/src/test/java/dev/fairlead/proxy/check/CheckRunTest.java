package dev.fairlead.proxy.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.CheckSpec;
import dev.fairlead.catalog.model.CheckedRow;
import dev.fairlead.catalog.model.InstanceRow.Health;
import dev.fairlead.proxy.check.CheckResult.Outcome;
import dev.fairlead.proxy.tls.SelfSigned;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks over real sockets. */
final class CheckRunTest {
  private static final int LIMIT_SECONDS = 20;
  private static final EventLoopGroup GROUP =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private static final List<EventLoop> LOOPS = List.of(GROUP.next());

  private final BlockingQueue<CheckResult> results = new LinkedBlockingQueue<>();
  private final BlockingQueue<Integer> freed = new LinkedBlockingQueue<>();
  private final CheckRunner runner =
      new CheckRunner(LOOPS, (_, result) -> results.add(result), () -> freed.add(1));

  @AfterEach
  void close() {
    runner.close();
  }

  @AfterAll
  static void end() {
    GROUP.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  /** An instance that reads a request head and answers with these bytes, or not at all. */
  private static final class Answering implements AutoCloseable {
    private final ServerSocket server =
        new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> ends = new LinkedBlockingQueue<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private final String answer;

    Answering(String answer) throws IOException {
      this.answer = answer;
      Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
      while (!server.isClosed()) {
        try {
          Socket socket = server.accept();
          Thread.ofVirtual().start(() -> serve(socket));
        } catch (IOException e) {
          return;
        }
      }
    }

    /** Leaves the end of the connection to the check. */
    private void serve(Socket socket) {
      try (socket) {
        StringBuilder head = new StringBuilder();
        InputStream in = socket.getInputStream();
        for (int c = in.read(); c >= 0 && head.indexOf("\r\n\r\n") < 0; c = in.read()) {
          head.append((char) c);
          if (head.indexOf("\r\n\r\n") >= 0) {
            break;
          }
        }
        heads.add(head.toString());
        if (answer.equals("reset")) {
          socket.setSoLinger(true, 0);
          return;
        }
        if (answer.equals("close")) {
          return;
        }
        if (answer.equals("hold")) {
          released.await();
          return;
        }
        socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
        ends.add(in.read());
      } catch (IOException | InterruptedException e) {
        ends.add(-2);
      }
    }

    int port() {
      return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private static CheckedRow row(int port, String check) {
    return CheckRows.row("a", port, true, Health.UNKNOWN, CheckRows.spec(check));
  }

  private CheckResult check(CheckedRow row) throws InterruptedException {
    runner.begin(new Checked(row, 0, Instant.EPOCH));
    return results.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private static final String HTTP = "\"type\":\"http\",\"path\":\"/healthz\"";

  @Test
  void aStatusThatIsExpectedPassesAndAnyOtherFails() throws Exception {
    for (int status : List.of(200, 204, 302, 404, 503)) {
      try (Answering instance = new Answering("HTTP/1.1 " + status + " x\r\n\r\n")) {
        CheckResult result = check(row(instance.port(), "{" + HTTP + "}"));
        Outcome outcome = status < 400 ? Outcome.PASSED : Outcome.STATUS;
        assertEquals(new CheckResult(outcome, "status " + status), result);
        result = check(row(instance.port(), "{" + HTTP + ",\"expect\":[404]}"));
        assertEquals(status == 404 ? Outcome.PASSED : Outcome.STATUS, result.outcome());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http, {\"verify\":false}, PASSED",
    "tcp, {\"verify\":false}, PASSED",
    "http, {\"name\":\"inside.test\"}, TLS",
    "tcp, {\"name\":\"inside.test\"}, TLS",
    "http, {}, NOT_MADE",
  })
  void instancesAreCheckedOverTlsAsTheyAreUsed(String type, String tls, Outcome outcome)
      throws Exception {
    try (ServerSocket server =
        SelfSigned.context().getServerSocketFactory().createServerSocket(0)) {
      Thread.ofVirtual().start(() -> answerOnce(server));
      CheckSpec spec = CheckSpec.ofPolicy("{\"check\":\"" + type + "\",\"tls\":" + tls + "}");
      CheckResult result =
          check(CheckRows.row("a", server.getLocalPort(), true, Health.UNKNOWN, spec));
      assertEquals(outcome, result.outcome(), result.reason());
    }
  }

  private static void answerOnce(ServerSocket server) {
    try (Socket instance = server.accept()) {
      for (int c = 0; c != '\n' && c >= 0; ) {
        c = server instanceof SSLServerSocket ? instance.getInputStream().read() : -1;
      }
      instance.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1));
      instance.getInputStream().readAllBytes();
    } catch (IOException e) {
      // the check tells
    }
  }

  @Test
  void anInstanceInClearIsNoneOverTls() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerOnce(server));
      CheckSpec spec = CheckSpec.ofPolicy("{\"check\":\"tcp\",\"tls\":{\"verify\":false}}");
      CheckResult result =
          check(CheckRows.row("a", server.getLocalPort(), true, Health.UNKNOWN, spec));
      assertEquals(Outcome.TLS, result.outcome(), result.reason());
    }
  }

  @ParameterizedTest
  @CsvSource({"v1, 50524f585920554e4b4e4f574e0d0a", "v2, 0d0a0d0a000d0a515549540a20000000"})
  void instancesThatWantAHeaderGetOneThatNamesNobody(String version, String header)
      throws Exception {
    CheckSpec spec =
        CheckSpec.ofPolicy("{\"check\":\"http\",\"proxy_protocol\":\"" + version + "\"}");
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CheckedRow row = CheckRows.row("a", server.getLocalPort(), true, Health.UNKNOWN, spec);
      runner.begin(new Checked(row, 0, Instant.EPOCH));
      try (Socket instance = server.accept()) {
        instance.setSoTimeout(LIMIT_SECONDS * 1_000);
        InputStream in = instance.getInputStream();
        assertEquals(header, HexFormat.of().formatHex(in.readNBytes(header.length() / 2)));
        assertEquals("GET / HTTP/1.1\r\n", new String(in.readNBytes(16), ISO_8859_1));
        instance.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1));
        CheckResult result = results.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertEquals(new CheckResult(Outcome.PASSED, "status 200"), result);
      }
    }
  }

  @Test
  void theRequestIsOneGetThatAsksForTheEndOfTheConnection() throws Exception {
    try (Answering instance = new Answering("HTTP/1.1 200 OK\r\n\r\n")) {
      check(row(instance.port(), "{" + HTTP + ",\"host\":\"up.test\"}"));
      assertEquals(
          "GET /healthz HTTP/1.1\r\nHost: up.test\r\nUser-Agent: fairlead-check\r\nAccept: */*\r\n"
              + "Connection: close\r\n\r\n",
          instance.heads.poll(LIMIT_SECONDS, TimeUnit.SECONDS));
      check(row(instance.port(), "{" + HTTP + "}"));
      String head = instance.heads.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
      assertTrue(head.contains("\r\nHost: web\r\n"), head);
    }
  }

  @Test
  void aServiceWhoseIdIsNoHostIsNotSentAsOne() throws Exception {
    try (Answering instance = new Answering("HTTP/1.1 200 OK\r\n\r\n")) {
      CheckedRow odd =
          new CheckedRow(
              "a",
              "a\r\nX-Evil: 1",
              new InetSocketAddress(InetAddress.getLoopbackAddress(), instance.port()),
              true,
              Health.UNKNOWN,
              CheckRows.spec("\"http\""));
      assertEquals(Outcome.PASSED, check(odd).outcome());
      String head = instance.heads.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
      assertTrue(head.contains("\r\nHost: 127.0.0.1:" + instance.port() + "\r\n"), head);
      assertFalse(head.contains("Evil"), head);
    }
  }

  @Test
  void noRedirectIsFollowed() throws Exception {
    try (Answering elsewhere = new Answering("HTTP/1.1 200 OK\r\n\r\n");
        Answering instance =
            new Answering(
                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:"
                    + elsewhere.port()
                    + "/\r\n\r\n")) {
      assertEquals("status 302", check(row(instance.port(), "{" + HTTP + "}")).reason());
      instance.ends.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
      assertEquals(1, instance.heads.size());
      assertEquals(0, elsewhere.heads.size());
    }
  }

  @Test
  void oneThatDoesNotAnswerIsTimedOutAndItsConnectionClosed() throws Exception {
    try (Answering instance = new Answering("")) {
      CheckResult result =
          check(row(instance.port(), "{" + HTTP + ",\"timeout\":\"50ms\",\"interval\":\"1s\"}"));
      if (result.outcome() == Outcome.TIMEOUT) { // else this machine was late itself, and says so
        assertEquals("no answer within 50 ms", result.reason());
      } else {
        assertEquals(Checked.notMade("this node was late itself"), result);
      }
      assertTrue(instance.ends.poll(LIMIT_SECONDS, TimeUnit.SECONDS) < 0, "closed by the check");
    }
  }

  @Test
  void oneThatIsNotThereRefuses() throws Exception {
    int port;
    try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = unused.getLocalPort();
    }
    assertEquals(
        new CheckResult(Outcome.REFUSED, "refuses connections"), check(row(port, "\"tcp\"")));
    assertEquals(Outcome.REFUSED, check(row(port, "\"http\"")).outcome());
  }

  @Test
  void oneThatClosesOrResetsWithoutAnAnswerFails() throws Exception {
    for (String how : List.of("close", "reset")) {
      try (Answering instance = new Answering(how)) {
        assertEquals(Outcome.CLOSED, check(row(instance.port(), "{" + HTTP + "}")).outcome(), how);
      }
    }
  }

  @Test
  void anotherProtocolIsMalformed() throws Exception {
    try (Answering instance = new Answering("SSH-2.0-OpenSSH_9.2\r\n")) {
      assertEquals(
          new CheckResult(Outcome.MALFORMED, "answers something that is not HTTP/1"),
          check(row(instance.port(), "{" + HTTP + "}")));
    }
  }

  @Test
  void anEndlessResponseIsCutOff() throws Exception {
    String endless = "HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(32 << 20);
    try (Answering instance = new Answering(endless)) {
      assertEquals(Outcome.PASSED, check(row(instance.port(), "{" + HTTP + "}")).outcome());
      int end = instance.ends.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
      assertEquals(-2, end, "the rest could not be written");
    }
  }

  @Test
  void aConnectionIsEnoughForTcpAndAnotherPortMayBeAsked() throws Exception {
    try (Answering instance = new Answering("")) {
      assertEquals(
          new CheckResult(Outcome.PASSED, "accepts connections"),
          check(row(instance.port(), "\"tcp\"")));
      assertEquals(
          Outcome.PASSED,
          check(row(1, "{\"type\":\"tcp\",\"port\":" + instance.port() + "}")).outcome());
    }
  }

  @Test
  void noMoreThanTheBoundRunAtOnceAndWhoWaitedIsTold() throws Exception {
    try (Answering instance = new Answering("hold")) {
      CheckedRow silent =
          row(instance.port(), "{" + HTTP + ",\"timeout\":\"30s\",\"interval\":\"30s\"}");
      for (int i = 0; i < CheckRunner.MAX_AT_ONCE; i++) {
        assertTrue(runner.free());
        runner.begin(new Checked(silent, i, Instant.EPOCH));
      }
      assertFalse(runner.free());
      instance.released.countDown();
      for (int i = 0; i < CheckRunner.MAX_AT_ONCE; i++) {
        assertEquals(Outcome.CLOSED, results.poll(LIMIT_SECONDS, TimeUnit.SECONDS).outcome());
      }
      assertEquals(1, freed.poll(LIMIT_SECONDS, TimeUnit.SECONDS));
      assertTrue(runner.free());
    }
  }

  @Test
  void loopsThatHaveEndedMakeNoCheckAndLoseNone() throws Exception {
    EventLoopGroup ended = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    ended.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    CheckRunner late =
        new CheckRunner(List.of(ended.next()), (_, result) -> results.add(result), () -> {});
    for (int i = 0; i < 2 * CheckRunner.MAX_AT_ONCE; i++) {
      assertTrue(late.free());
      late.begin(new Checked(row(1, "\"tcp\""), i, Instant.EPOCH));
      assertEquals(
          Checked.notMade("this node ends"), results.poll(LIMIT_SECONDS, TimeUnit.SECONDS));
    }
  }
}
