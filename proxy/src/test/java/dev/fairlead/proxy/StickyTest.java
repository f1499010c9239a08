package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Choosing;
import dev.fairlead.catalog.model.HashOn;
import dev.fairlead.catalog.model.InstanceRow;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.Policy.Balance;
import dev.fairlead.proxy.RawClient.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client comes back to the instance it was at: by a cookie, or by a hash of what it says. */
@Timeout(60)
final class StickyTest {
  private static final Choosing IN_TURN =
      Policy.DEFAULT.choosing().withBalance(Balance.ROUND_ROBIN);
  private static final Policy STICKY = Policy.DEFAULT.with(IN_TURN.withSticky("at"));

  @TempDir private Path data;
  @AutoClose private final TestRegion ams;
  private final List<Origin> origins = new ArrayList<>();

  StickyTest(@TempDir Path folder) throws IOException {
    ams = new TestRegion("ams", folder);
    for (int i = 0; i < 4; i++) {
      origins.add(Origin.says("i" + i));
    }
  }

  @AfterEach
  void stop() throws IOException {
    for (Origin origin : origins) {
      origin.close();
    }
  }

  private void serve(TestRegion region, Policy policy) {
    List<InstanceRow> rows = new ArrayList<>();
    for (int i = 0; i < origins.size(); i++) {
      rows.add(region.instance("i" + i, origins.get(i).port(), 0));
    }
    region.serve("app", policy, rows, List.of());
  }

  private static Response get(RawClient client, String field) throws IOException {
    return client.send("GET / HTTP/1.1\r\nHost: app.test\r\n" + field + "\r\n").receive();
  }

  private static Response withCookie(RawClient client, String cookie) throws IOException {
    return get(client, "Cookie: a=1; " + cookie + "; b=2\r\n");
  }

  /** The cookie of a response, as a browser brings it back. */
  private static String cookie(Response response) {
    return response.header("Set-Cookie").split(";")[0];
  }

  @Test
  void whoBringsItsCookieComesBackToItsInstance() throws IOException {
    serve(ams, STICKY);
    try (RawClient client = ams.client()) {
      Response first = get(client, "");
      assertTrue(
          first.header("Set-Cookie").matches("at=[0-9a-f]{32}; Path=/; HttpOnly; SameSite=Lax"),
          first.header("Set-Cookie"));
      for (int i = 0; i < 20; i++) {
        Response again = withCookie(client, cookie(first));
        assertEquals(first.body(), again.body());
        assertEquals("", again.header("Set-Cookie"), "it has it already");
      }
      Set<String> others = new TreeSet<>();
      for (int i = 0; i < 4; i++) {
        others.add(get(client, "").body());
      }
      assertEquals(4, others.size(), "who has none takes turns");
    }
  }

  @Test
  void whenItsInstanceIsGoneAClientGetsAnotherAndItsCookie() throws IOException {
    serve(ams, STICKY);
    try (RawClient client = ams.client()) {
      Response first = get(client, "");
      int gone = first.body().charAt(1) - '0';
      List<InstanceRow> left = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        if (i != gone) {
          left.add(ams.instance("i" + i, origins.get(i).port(), 0));
        }
      }
      ams.serve("app", STICKY, left, List.of());
      Response second = withCookie(client, cookie(first));
      assertNotEquals(first.body(), second.body());
      assertNotEquals(cookie(first), cookie(second));
      assertEquals(second.body(), withCookie(client, cookie(second)).body());
    }
  }

  @Test
  void everyNodeOfTheClusterUnderstandsTheCookie(@TempDir Path elsewhere) throws IOException {
    serve(ams, STICKY);
    try (TestRegion other = new TestRegion("ams", elsewhere);
        RawClient here = ams.client();
        RawClient there = other.client()) {
      serve(other, STICKY);
      Response first = get(here, "");
      for (int i = 0; i < 8; i++) {
        assertEquals(first.body(), withCookie(there, cookie(first)).body());
      }
    }
  }

  @Test
  void aCookieOfSomebodyElsesMakingIsReplaced() throws IOException {
    serve(ams, STICKY);
    try (RawClient client = ams.client()) {
      for (String made : List.of("at=", "at=i1", "at=" + "0".repeat(32), "at=\"x\"")) {
        Response answer = withCookie(client, made);
        assertEquals(200, answer.code());
        assertTrue(cookie(answer).matches("at=[0-9a-f]{32}"), made);
      }
    }
  }

  @Test
  void overTlsTheCookieIsForTlsOnly() throws Exception {
    TestAuthority authority = new TestAuthority(data);
    try (TestRegion secure =
            new TestRegion(
                "ams",
                TestRegion.settings(
                    "ams", data, null, List.of(authority.certificate("app.test"))));
        RawClient client = new RawClient(authority.connect("app.test", secure.port("secure")))) {
      serve(secure, STICKY);
      String set = get(client, "").header("Set-Cookie");
      assertTrue(set.endsWith("; HttpOnly; SameSite=Lax; Secure"), set);
    }
  }

  @Test
  void withoutThePolicyThereIsNoCookie() throws IOException {
    serve(ams, Policy.DEFAULT);
    try (RawClient client = ams.client()) {
      assertEquals("", get(client, "").header("Set-Cookie"));
    }
  }

  /** To how many instances ten requests go. */
  private int instances(HashOn on, String field) throws IOException {
    serve(ams, Policy.DEFAULT.with(IN_TURN.withBalance(Balance.HASH).withHashOn(on)));
    Set<String> bodies = new TreeSet<>();
    try (RawClient client = ams.client()) {
      for (int i = 0; i < 10; i++) {
        bodies.add(get(client, field.replace("#", "" + i)).body());
      }
    }
    return bodies.size();
  }

  @Test
  void aHashKeepsWhoSaysTheSameAtOneInstance() throws IOException {
    HashOn header = new HashOn(HashOn.Part.HEADER, "X-User");
    assertEquals(1, instances(header, "x-user: me\r\n"));
    assertTrue(instances(header, "X-User: user #\r\n") > 1);
    HashOn cookie = new HashOn(HashOn.Part.COOKIE, "user");
    assertEquals(1, instances(cookie, "Cookie: user=me; n=#\r\n"));
    assertTrue(instances(cookie, "Cookie: n=1; user=#\r\n") > 1);
    assertEquals(1, instances(HashOn.IP, "X-User: #\r\n"));
    assertEquals(1, instances(header, ""), "without it the address decides");
  }
}
