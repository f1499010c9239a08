package dev.fairlead.proxy;

import dev.fairlead.proxy.SwitchingOrigin.Peer;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is tested on every way through the proxy: plain or TLS, to an instance here or elsewhere.
 */
abstract class MatrixSetting {
  /** Over what, and to where. */
  @Retention(RetentionPolicy.RUNTIME)
  @ParameterizedTest(name = "{0} elsewhere={1}")
  @CsvSource({"web, false", "web, true", "secure, false", "secure, true"})
  @interface EachWay {}

  static final String GET = "GET /x HTTP/1.1\r\nHost: app.test\r\n\r\n";

  /** Three bytes of ten. */
  static final String BEGUN = "POST /x HTTP/1.1\r\nHost: app.test\r\nContent-Length: 10\r\n\r\nabc";

  private static TestAuthority authority;
  private static TestRegion ams;
  private static TestRegion waw;
  SwitchingOrigin origin;
  private TestRegion serving;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    authority = new TestAuthority(data);
    ams =
        new TestRegion(
            "ams",
            TestRegion.settings("ams", data, null, List.of(authority.certificate("app.test"))));
    waw = new TestRegion("waw", Files.createDirectory(data.resolve("waw")));
    TestRegion.introduce(ams, waw);
  }

  @AfterAll
  static void stop() {
    ams.close();
    waw.close();
  }

  @BeforeEach
  void open() throws IOException {
    origin = new SwitchingOrigin();
  }

  /** Whatever happened, nothing of it is left. */
  @AfterEach
  void nothingIsLeft() throws IOException {
    origin.close();
    Waits.until(() -> ams.inFlight() == 0 && waw.inFlight() == 0);
    Waits.until(() -> ams.proxy.traffic().connectionsNow() == 0);
  }

  /** Sends a request, or what there is of it; the instance's side, behind the head of it. */
  Peer ask(RawClient client, String request) throws Exception {
    client.send(request);
    Peer peer = origin.peer();
    peer.head();
    return peer;
  }

  RawClient client(String listener, boolean elsewhere) throws Exception {
    serving = elsewhere ? waw : ams;
    ams.serveFrom(serving, "app", origin.port());
    return listener.equals("web")
        ? ams.client()
        : new RawClient(authority.connect("app.test", ams.port(listener)));
  }
}
