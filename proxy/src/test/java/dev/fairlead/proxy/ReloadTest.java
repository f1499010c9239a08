package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.proxy.RawClient.Response;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node that runs follows its configuration as far as it can, and loses nothing meanwhile. */
@Timeout(60)
final class ReloadTest {
  private static final int RELOADS = 20;

  @TempDir Path folder;
  private TestAuthority authority;
  @AutoClose private RunningNode node;

  @BeforeEach
  void start() throws Exception {
    authority = new TestAuthority(folder);
    authority.certificate("old.test");
    node =
        RunningNode.start(
            folder,
            """
            [admin]
            bind = "127.0.0.1:0"
            token = "before"
            [log]
            level = "info"
            [[listen]]
            name = "secure"
            bind = "127.0.0.1:0"
            protocol = "https"
            [[certificate]]
            chain = "old.test.pem"
            key = "old.test.key"
            """);
  }

  private List<String> reload(String from, String to) throws Exception {
    String before = Files.readString(node.config());
    assertTrue(before.contains(from), before);
    Files.writeString(node.config(), before.replace(from, to));
    return node.ask("reload");
  }

  private int port(String listener) {
    return node.node().listeners().stream()
        .filter(bound -> bound.name().equals(listener))
        .findFirst()
        .orElseThrow()
        .address()
        .getPort();
  }

  private int status(String token) throws Exception {
    return node.send(api("/v1/status").setHeader("Authorization", "Bearer " + token)).statusCode();
  }

  private String shown(String name) throws Exception {
    return TlsSetting.shown(authority.connect(name, port("secure")));
  }

  @Test
  void whatCanChangeDoesAndTheRestIsNamed() throws Exception {
    assertEquals(200, status("before"));
    List<String> answer = reload("before", "after");
    assertEquals("reloaded           " + node.config(), answer.get(0));
    assertEquals("certificates_read  1", answer.get(1));
    assertTrue(answer.get(2).matches("applied +admin.token \\(line \\d+\\)"), answer.get(2));
    assertEquals("needs_restart      -", answer.get(3));
    assertEquals(401, status("before"));
    assertEquals(200, status("after"));

    answer = reload("level = \"info\"", "level = \"warn\"\nformat = \"json\"");
    assertTrue(answer.get(2).matches("applied +log.level \\(line \\d+\\)"), answer.get(2));
    assertTrue(answer.get(3).matches("needs_restart +log.format \\(line \\d+\\)"), answer.get(3));
    String json = node.ask("reload --json").getFirst();
    assertTrue(json.contains("\"applied\":[]"), json);
    assertTrue(json.contains("\"needs_restart\":[\"log.format (line"), json); // until then
  }

  @Test
  void aFileThatCannotBeUsedChangesNothing() throws Exception {
    List<String> answer = reload("before", "after\"\nbnd = \"127.0.0.1:0");
    assertTrue(
        answer
            .getFirst()
            .matches("error: nothing changes: .*fairlead.toml:\\d+: admin.bnd: unknown key.*"),
        answer.toString());
    assertEquals(1, answer.size());
    assertEquals(200, status("before"));
    answer = reload("bnd = \"127.0.0.1:0\"", "");
    assertTrue(answer.get(2).contains("admin.token"), answer.toString());
    assertEquals(401, status("before"));
  }

  @Test
  void aCertificateThatCannotBeUsedChangesNothing() throws Exception {
    authority.certificate("new.test");
    Files.writeString(
        folder.resolve("other.key"), Files.readString(folder.resolve("old.test.key")));
    Files.writeString(
        node.config(), Files.readString(node.config()).replace("\"before\"", "\"after\""));
    List<String> answer = reload("key = \"old.test.key\"", "key = \"new.test.key\"");
    assertTrue(answer.getFirst().startsWith("error: nothing changes: "), answer.toString());
    assertTrue(answer.getFirst().contains("does not fit the certificate"), answer.toString());
    assertEquals(200, status("before"));
    assertEquals("CN=old.test", shown("old.test"));
  }

  @Test
  void certificatesComeAndGo() throws Exception {
    assertEquals("CN=old.test", shown("new.test"));
    authority.certificate("new.test");
    reload(
        "[[certificate]]",
        "[[certificate]]\nchain = \"new.test.pem\"\nkey = \"new.test.key\"\n[[certificate]]");
    assertEquals("CN=new.test", shown("new.test"));
    assertEquals("CN=old.test", shown("old.test"));
    reload("[[certificate]]\nchain = \"old.test.pem\"\nkey = \"old.test.key\"\n", "");
    assertEquals("CN=new.test", shown("old.test"));
    String meters = node.send(api("/metrics")).body();
    assertTrue(meters.contains("new.test.pem") && !meters.contains("old.test.pem"), meters);
  }

  @Test
  void aListenerTreatsNewConnectionsAsTheFileSays() throws Exception {
    try (RawClient before = new RawClient(port("web"))) {
      assertEquals(404, before.get("nobody.test", "/").code());
      List<String> answer = reload("name = \"web\"", "name = \"web\"\nredirect_https = 8443");
      assertTrue(answer.get(2).contains("listen.redirect_https"), answer.toString());
      assertEquals(404, before.get("nobody.test", "/").code());
      try (RawClient after = new RawClient(port("web"))) {
        Response moved = after.get("nobody.test", "/x");
        assertEquals(308, moved.code());
        assertEquals("https://nobody.test:8443/x", moved.header("Location"));
      }
    }
  }

  @Test
  void noRequestIsLostDuringReloads() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger answered = new AtomicInteger();
    try (Origin origin = Origin.says("fine");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      serve(origin);
      Future<?> plain = threads.submit(() -> use(new RawClient(port("web")), done, answered));
      Future<?> secure =
          threads.submit(() ->
              use(new RawClient(authority.connect("old.test", port("secure"))), done, answered));
      for (int i = 0; i < RELOADS; i++) {
        int soon = answered.get() + 10;
        Waits.until(() -> answered.get() >= soon);
        authority.certificate("old.test"); // renewed
        assertEquals("reloaded           " + node.config(), node.ask("reload").getFirst());
      }
      done.set(true);
      plain.get();
      secure.get();
      assertEquals(answered.get(), origin.requests.size());
    } finally {
      done.set(true);
    }
  }

  private void serve(Origin origin) throws Exception {
    String rows =
        "[\"INSERT INTO service (id) VALUES ('app')\","
            + "\"INSERT INTO route (id, service, host) VALUES ('app','app','old.test')\","
            + "\"INSERT INTO instance (id, service, region, node, endpoint) VALUES"
            + " ('i1','app','waw','waw-1','127.0.0.1:%d')\"]".formatted(origin.port());
    assertEquals(
        200, node.send(api("/v1/transactions").POST(BodyPublishers.ofString(rows))).statusCode());
  }

  private HttpRequest.Builder api(String path) {
    return HttpRequest.newBuilder(URI.create(node.api() + path))
        .header("Content-Type", "application/json")
        .header("Authorization", "Bearer before");
  }

  /** One connection, until it is done; any failure fails the test. */
  private static Void use(RawClient client, AtomicBoolean done, AtomicInteger answered)
      throws Exception {
    try (client) {
      while (!done.get()) {
        Response response = client.get("old.test", "/");
        if (response.code() != 404 || answered.get() > 0) { // the route may not be there yet
          assertEquals("fine", response.body());
          answered.incrementAndGet();
        }
      }
    }
    return null;
  }
}
