package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Policy;
import dev.fairlead.proxy.route.ExplainRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS towards instances: verified, or nothing is sent. */
@Timeout(60)
final class UpstreamTlsTest extends UpstreamTlsSetting {
  private RawClient.Response get() throws IOException {
    try (RawClient client = ams.client()) {
      return client.get("app.test", "/");
    }
  }

  private void refused() throws IOException {
    RawClient.Response answer = get();
    assertEquals(502, answer.code());
    assertTrue(answer.header("Fairlead-Error").startsWith("FC06 "), answer.toString());
  }

  @Test
  void aVerifiedInstanceIsAskedByNameAndItsConnectionKept() throws Exception {
    try (SecureOrigin origin = new SecureOrigin(authority.server("inside.test"));
        RawClient client = ams.client()) {
      serve(tls("inside.test"), origin.port());
      assertEquals("secret", client.get("app.test", "/").body());
      assertEquals("secret", client.get("app.test", "/").body());
      assertEquals(1, origin.names.size());
      assertTrue(origin.names.getFirst().contains("inside.test"), origin.names.getFirst());
      assertTrue(
          origin.lines.contains("host: app.test") || origin.lines.contains("Host: app.test"));
    }
  }

  @Test
  void anotherAuthorityIsNotTrustedAndGetsNothing() throws Exception {
    TestAuthority other = new TestAuthority(data, "other");
    try (SecureOrigin origin = new SecureOrigin(other.server("inside.test"))) {
      serve(tls("inside.test"), origin.port());
      refused();
      assertEquals(List.of(), origin.lines);
    }
  }

  @Test
  void anotherNameIsNotTrustedAndGetsNothing() throws Exception {
    try (SecureOrigin origin = new SecureOrigin(authority.server("outside.test"))) {
      serve(tls("inside.test"), origin.port());
      refused();
      assertEquals(List.of(), origin.lines);
    }
  }

  @Test
  void withoutAuthorityThoseOfTheRuntimeAreTrusted() throws Exception {
    try (SecureOrigin origin = new SecureOrigin(authority.server("inside.test"))) {
      serve("{\"name\":\"inside.test\"}", origin.port());
      refused(); // a certificate of a test is of none of them
      assertEquals(List.of(), origin.lines);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true",
        "{}",
        "{\"name\":\"\"}",
        "{\"ca\":\"x\"}",
        "{\"name\":\"inside.test\",\"ca\":\"no certificate\"}",
        "{\"name\":\"inside.test\",\"verify\":\"no\"}",
        "{\"verify\":true}",
        "{\"name\":\"inside.test\",\"insecure\":true}",
        "{\"name\":\"inside.test\",\"ca\":\"\"}",
        "{\"name\":\"inside.test\"", // no JSON at all
      })
  void whatCannotBeVerifiedIsNeverSpokenToInClear(String broken) throws Exception {
    try (Origin plain = Origin.says("must not be reached")) {
      serve(broken, plain.port());
      refused();
      assertEquals(0, plain.requests.size());
    }
  }

  @Test
  void plaintextBeforeTheHandshakeIsNoAnswer() throws Exception {
    try (ServerSocket early = new ServerSocket(0)) {
      serve(tls("inside.test"), early.getLocalPort());
      Thread server =
          Thread.ofVirtual()
              .start(() -> {
                try (Socket socket = early.accept()) {
                  OutputStream out = socket.getOutputStream();
                  out.write(
                      "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged"
                          .getBytes(StandardCharsets.US_ASCII));
                  socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                  // reset
                }
              });
      refused();
      server.join();
    }
  }

  @Test
  void connectionsInClearAndOverTlsAreNotMistakenForEachOther() throws Exception {
    try (Origin plain = Origin.says("in clear")) {
      ams.serve(plain);
      assertEquals("in clear", get().body()); // and keeps its connection
      ams.serve(
          "other",
          policy(tls("inside.test")),
          List.of(ams.instance("i2", plain.port(), 0)),
          List.of());
      try (RawClient client = ams.client()) {
        assertEquals(502, client.get("other.test", "/").code());
      }
      assertEquals(1, plain.requests.size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"verify\":false}", "{\"verify\":false,\"name\":\"inside.test\"}"})
  void whoeverIsThereIsTakenIfThePolicySaysSo(String tls) throws Exception {
    TestAuthority other = new TestAuthority(data, "other");
    try (SecureOrigin origin = new SecureOrigin(other.server("outside.test"))) {
      serve(tls, origin.port());
      assertEquals("secret", get().body());
      assertEquals(tls.contains("inside") ? 1 : 0, origin.names.size());
    }
  }

  @Test
  void anInstanceThatIsNotWhoItMustBeLeavesTheRequestToTheNext() throws Exception {
    try (SecureOrigin wrong = new SecureOrigin(authority.server("outside.test"));
        SecureOrigin right = new SecureOrigin(authority.server("inside.test"))) {
      Policy policy = policy(tls("inside.test")).withRetries(1);
      ams.serve(
          "app",
          policy,
          List.of(ams.instance("i1", wrong.port(), 0), ams.instance("i2", right.port(), 0)),
          List.of());
      for (int i = 0; i < 10; i++) {
        assertEquals("secret", get().body());
      }
      assertEquals(List.of(), wrong.lines);
    }
  }

  @Test
  void aServiceOfAnotherRegionIsReachedOverTlsFromItsProxy() throws Exception {
    try (SecureOrigin origin = new SecureOrigin(authority.server("inside.test"));
        TestRegion waw = new TestRegion("waw", data)) {
      Policy policy = policy(tls("inside.test"));
      TestRegion.introduce(ams, waw);
      waw.serve("app", policy, List.of(waw.instance("i1", origin.port(), 0)), List.of());
      ams.serve("app", policy, List.of(), List.of(waw.presence()));
      assertEquals("secret", get().body());
    }
  }

  @Test
  void aPooledConnectionOutlivesWhatTlsHasToSay() throws Exception {
    try (SecureOrigin origin = new SecureOrigin(authority.server("inside.test"))) {
      serve(tls("inside.test"), origin.port());
      origin.answer =
          (socket, _) -> {
            Origin.respond(socket.getOutputStream(), "secret");
            socket.startHandshake(); // of TLS 1.3: new keys, told in a record of TLS itself
          };
      try (RawClient client = ams.client()) {
        for (int i = 0; i < 200; i++) {
          assertEquals("secret", client.get("app.test", "/").body());
        }
      }
      assertEquals(1, origin.names.size());
    }
  }

  @Test
  void explainSaysWhatInstancesMustProve() throws Exception {
    try (SecureOrigin origin = new SecureOrigin(authority.server("inside.test"))) {
      serve(tls("inside.test"), origin.port());
      ExplainRequest request = new ExplainRequest.Http("GET", "app.test", "/", 0, "");
      List<String> steps = ams.proxy.explain(request, Duration.ofSeconds(5)).steps();
      assertTrue(steps.contains("tls: the instance must prove to be inside.test"), steps::toString);
    }
  }
}
