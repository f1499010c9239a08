package dev.fairlead.proxy;

import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.PolicyParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A region whose instances are reached over TLS, and the authority they are verified by. */
abstract class UpstreamTlsSetting {
  @TempDir Path data;
  @AutoClose TestRegion ams;
  TestAuthority authority;

  @BeforeEach
  void start() throws Exception {
    ams = new TestRegion("ams", data);
    authority = new TestAuthority(data);
  }

  static Policy policy(String tls) {
    return PolicyParser.parse("{\"retries\":0,\"tls\":" + tls + "}", new ArrayList<>());
  }

  /** Instances that must prove to be {@code name}, by a certificate of the authority. */
  final String tls(String name) throws Exception {
    String pem = Files.readString(authority.rootFile("upstream-ca.pem"));
    return "{\"name\":\"%s\",\"ca\":\"%s\"}"
        .formatted(name, pem.lines().collect(Collectors.joining("\\n")));
  }

  /** The service {@code app} has one instance, which is reached as {@code tls} says. */
  final void serve(String tls, int port) {
    ams.serve("app", policy(tls), List.of(ams.instance("i1", port, 0)), List.of());
  }
}
