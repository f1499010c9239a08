package dev.fairlead.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of several routes that fit is the answer. */
class RoutePrecedenceTest {
  @TempDir static Path data;
  private static World world;

  @BeforeAll
  static void open() {
    world = new World(data);
    world.service("s");
    world.route("exact", "s", "a.b.example.com", "/", 0);
    world.route("exact-api", "s", "a.b.example.com", "/api", 0);
    world.route("exact-api-v1", "s", "a.b.example.com", "/api/v1/", 0);
    world.route("exact-8443", "s", "a.b.example.com", "/", 8443);
    world.route("wild-b", "s", "*.b.example.com", "/", 0);
    world.route("wild", "s", "*.Example.COM", "/", 0);
    world.route("only-path", "s", "p.other.org", "/only", 0);
    world.route("wild-other", "s", "*.other.org", "/", 0);
    world.route("tie-1", "s", "tie.org", "/", 0);
    world.route("tie-2", "s", "tie.org", "/", 0);
    world.route("mixed", "s", "MiXed.org", "/", 0);
    world.route("any-7000", "s", "", "/", 7000);
    world.route("any-health", "s", "", "/healthz", 0);
    world.route("tcp", "s", "", "/", 5432);
    world.route("broken", "s", "broken.org", "no-slash", 0);
    world.route("nowhere", "missing", "nowhere.org", "/", 0);
  }

  @AfterAll
  static void close() {
    world.close();
  }

  @ParameterizedTest
  @CsvSource({
    "a.b.example.com,      /,             80,   exact",
    "a.b.example.com,      /index.html,   80,   exact",
    "a.b.example.com,      /api,          80,   exact-api",
    "a.b.example.com,      /api/,         80,   exact-api",
    "a.b.example.com,      /api/x,        80,   exact-api",
    "a.b.example.com,      /apix,         80,   exact",
    "a.b.example.com,      /api/v1,       80,   exact-api-v1",
    "a.b.example.com,      /api/v1/x,     80,   exact-api-v1",
    "a.b.example.com,      /api/v10,      80,   exact-api",
    "a.b.example.com,      /api/v1/x,     8443, exact-8443",
    "A.B.EXAMPLE.com.,     /,             80,   exact",
    "c.b.example.com,      /,             80,   wild-b",
    "d.c.b.example.com,    /,             80,   wild-b",
    "b.example.com,        /,             80,   wild",
    "x.y.example.com,      /,             80,   wild",
    "example.com,          /,             80,   unknown",
    "evil-example.com,     /,             80,   unknown",
    "p.other.org,          /only/this,    80,   only-path",
    "p.other.org,          /else,         80,   wild-other",
    "tie.org,              /,             80,   tie-1",
    "mixed.org,            /,             80,   mixed",
    "any.host.at.all,      /,             7000, any-7000",
    "any.host.at.all,      /healthz,      80,   any-health",
    "any.host.at.all,      /healthz/x,    80,   any-health",
    "any.host.at.all,      /healthzz,     80,   unknown",
    "tie.org,              /healthz,      7000, tie-1",
    "'',                   /healthz,      80,   any-health",
    "'',                   /,             80,   unknown",
    "broken.org,           /,             80,   unknown",
    "nowhere.org,          /,             80,   unknown",
    "a b,                  /,             7000, unknown",
    ":7000,                /,             80,   unknown",
    "*.b.example.com,      /,             80,   unknown",
  })
  void theMostSpecificRouteWins(String host, String path, int port, String expected) {
    assertEquals(expected, name(world.lookup(host, path, port)));
    assertEquals(expected, name(world.catalog.lookup(host, path, port)), "once loaded");
  }

  @Test
  void plainPortNeedsARouteThatNamesIt() {
    assertEquals("tcp", name(tcp(5432)));
    assertEquals("any-7000", name(tcp(7000)));
    assertEquals("unknown", name(tcp(80)));
  }

  @Test
  void hostLongerThanDnsAllowsIsUnknownAtOnce() {
    String longest = "a.".repeat(126) + "b"; // 253
    assertInstanceOf(Lookup.Loading.class, world.catalog.lookup(longest, "/", 80));
    assertInstanceOf(Lookup.Unknown.class, world.catalog.lookup("a" + longest, "/", 80));
  }

  private static Lookup tcp(int port) {
    while (true) {
      Lookup answer = world.catalog.lookup(port);
      if (!(answer instanceof Lookup.Loading loading)) {
        return answer;
      }
      loading.done().join();
    }
  }

  private static String name(Lookup answer) {
    return switch (answer) {
      case Lookup.Found found -> found.route().id();
      case Lookup.Loading _ -> "loading";
      case Lookup.Unknown _ -> "unknown";
    };
  }
}
