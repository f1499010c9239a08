package dev.fairlead.proxy;

import dev.fairlead.catalog.model.Policy;
import dev.fairlead.proxy.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A region to whose listeners 127.0.0.1 owes a PROXY header before anything else; 127.0.0.2 is not
 * trusted. The TCP listeners lead to the service {@code app} too.
 */
abstract class ProxyHeaderSetting {
  static final String V1 = "PROXY TCP4 203.0.113.7 198.51.100.1 4711 443\r\n";
  static final String GET = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";

  @TempDir Path data;
  @AutoClose TestRegion ams;
  TestAuthority authority;

  @BeforeEach
  void start() throws Exception {
    authority = new TestAuthority(data);
    ams = new TestRegion("ams", TestRegion.trusting(secured(), Duration.ofSeconds(20)));
    ams.tcpService = "app";
  }

  /** Settings with a listener for TLS, and a certificate for {@code app.test}. */
  final Settings secured() throws Exception {
    return TestRegion.settings("ams", data, null, List.of(authority.certificate("app.test")));
  }

  /** The service {@code app} has one instance. */
  final void serve(int port) {
    ams.serve("app", Policy.DEFAULT, List.of(ams.instance("i1", port, 0)), List.of());
  }
}
