package dev.fairlead.proxy.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Route;
import dev.fairlead.catalog.options.IpAddress;
import dev.fairlead.catalog.options.Redirect;
import dev.fairlead.catalog.path.BadPathException;
import dev.fairlead.catalog.path.PathForm;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What options make of a request, in which order. */
final class RouteRulesTest {
  private static final RouteRules.Bucket FREE = (_, _, _) -> 0;
  private static final RouteRules.Bucket EMPTY = (_, _, _) -> 1_500_001;
  private static final RouteRules.Bucket UNUSED =
      (_, _, _) -> {
        throw new AssertionError("counted");
      };

  private static Route route(String options) {
    Route route = new Route("r", "own", "", "/api", 0, options.replace('\'', '"'));
    assertEquals(List.of(), route.options().faults());
    return route;
  }

  private static Visit visit(String client, String rawPath) {
    IpAddress address = IpAddress.of(client);
    assertNotNull(address, client);
    return new Visit(
        address,
        new Redirect.Asked("http", "app.test", "app.test:80", normal(rawPath), "?q=1"),
        rawPath);
  }

  private static String normal(String rawPath) {
    try {
      return PathForm.normal(rawPath);
    } catch (BadPathException e) {
      throw new AssertionError(rawPath, e);
    }
  }

  private static Ruling judge(String options, Visit visit, RouteRules.Bucket bucket) {
    return RouteRules.judge(route(options), visit, bucket, Trace.off());
  }

  private static void assertRefused(Fault fault, int seconds, Ruling ruling) {
    assertEquals(new Ruling.Refused(fault, seconds), ruling);
  }

  @Test
  void denyWinsOverAllowAndOnlyAllowedNetworksComeIn() {
    String options = "{'allow': ['10.0.0.0/8', '2001:db8::/32'], 'deny': ['10.1.0.0/16']}";
    assertInstanceOf(Ruling.Onward.class, judge(options, visit("10.2.0.1", "/"), FREE));
    assertInstanceOf(Ruling.Onward.class, judge(options, visit("2001:db8::9", "/"), FREE));
    assertRefused(Fault.FR07, 0, judge(options, visit("10.1.2.3", "/"), FREE));
    assertRefused(Fault.FR07, 0, judge(options, visit("192.0.2.1", "/"), FREE));
    assertRefused(Fault.FR07, 0, judge(options, visit("::1", "/"), FREE));
  }

  @Test
  void whoIsKeptOutIsNotCounted() {
    String options = "{'deny': ['10.0.0.1'], 'rate': {'per_second': 1}}";
    assertRefused(Fault.FR07, 0, judge(options, visit("10.0.0.1", "/"), UNUSED));
  }

  @Test
  void tooManyAreToldWhenToComeAgainInWholeSeconds() {
    assertRefused(
        Fault.FR08, 2, judge("{'rate': {'per_second': 1}}", visit("10.0.0.1", "/"), EMPTY));
  }

  @Test
  void aClientOfIpv6IsItsNetworkOf64Bits() {
    RouteRules.judge(
        route("{'rate': {'per_second': 1}}"),
        visit("2001:db8:1:2:3:4:5:6", "/"),
        (_, client, _) -> {
          assertEquals(IpAddress.of("2001:db8:1:2::"), client);
          return 0;
        },
        Trace.off());
  }

  @Test
  void redirectsAreCountedLikeAnyRequestAndThenMade() {
    String options =
        "{'rate': {'per_second': 1}, 'redirect': {'to': 'https://{host}{path}{query}'}}";
    assertRefused(Fault.FR08, 2, judge(options, visit("10.0.0.1", "/a"), EMPTY));
    assertEquals(
        new Ruling.Redirected(302, "https://app.test/a?q=1"),
        judge(options, visit("10.0.0.1", "/a"), FREE));
  }

  @Test
  void aRedirectToWhereTheClientIsDoesNotHappen() {
    String options = "{'redirect': {'to': 'http://{host}{path}{query}'}}";
    assertEquals(new Ruling.Onward("own", "", ""), judge(options, visit("10.0.0.1", "/a"), UNUSED));
  }

  @ParameterizedTest
  @CsvSource({
    "/api, /api, /",
    "/api/, /api, /",
    "/api/v1/x, /api, /v1/x",
    "/apix, '', ''",
    "/x/api, '', ''",
    "/api/%61, /api, /a",
    "/api/a/../b, /api, /b",
    "/api//b, /api, /b",
  })
  void thePrefixIsStrippedOnSegmentBorders(String raw, String prefix, String path) {
    assertEquals(
        new Ruling.Onward("own", prefix, path),
        judge("{'strip_path': true}", visit("10.0.0.1", raw), UNUSED));
  }

  @ParameterizedTest
  @CsvSource({
    "/%61pi/x",
    "//api/x",
    "/./api/x",
    "/x/../api/y",
    "/api/../api/x",
    "/api/x/../../api/y",
    "/ap%69"
  })
  void aPrefixThatTheClientWroteOtherwiseIsNotStripped(String raw) {
    assertRefused(Fault.FR09, 0, judge("{'strip_path': '/api/'}", visit("10.0.0.1", raw), UNUSED));
  }

  @Test
  void aClientStaysWithItsShareOfASplit() {
    String options = "{'split': [{'service': 'a', 'weight': 1}, {'service': 'b', 'weight': 1}]}";
    int a = 0;
    for (int i = 0; i < 256; i++) {
      Visit visit = visit("10.0.0." + i, "/");
      Ruling first = judge(options, visit, UNUSED);
      assertEquals(first, judge(options, visit, UNUSED));
      a += first.equals(new Ruling.Onward("a", "", "")) ? 1 : 0;
    }
    assertTrue(a > 64 && a < 192, "a got " + a);
  }

  @Test
  void connectionsHaveNoPathButNetworksRatesAndSplits() {
    String options =
        "{'redirect': {'to': 'https://{host}{path}'}, 'strip_path': true,"
            + " 'split': [{'service': 'b', 'weight': 1}], 'rate': {'per_second': 1},"
            + " 'deny': ['10.0.0.2']}";
    IpAddress client = visit("10.0.0.1", "/").client();
    Visit visit = Visit.connection(client);
    assertEquals(new Ruling.Onward("b", "", ""), judge(options, visit, FREE));
    assertRefused(Fault.FR08, 2, judge(options, visit, EMPTY));
    assertRefused(
        Fault.FR07, 0, judge(options, Visit.connection(visit("10.0.0.2", "/").client()), UNUSED));
  }

  @Test
  void eachStepIsTold() {
    Trace trace = Trace.kept();
    Ruling ruling =
        RouteRules.judge(
            route(
                "{'allow': ['10.0.0.0/8'], 'deny': ['10.9.0.0/16'], 'rate': {'per_second': 5},"
                    + " 'strip_path': true, 'headers': {'request': {'set': {'X-A': '1'}}},"
                    + " 'split': [{'service': 'b', 'weight': 3}]}"),
            visit("10.0.0.1", "/api/x"),
            FREE,
            trace);
    assertEquals(new Ruling.Onward("b", "/api", "/x"), ruling);
    assertEquals(
        List.of(
            "deny: the client is in none of its networks",
            "allow: the client is in one of its networks",
            "rate: within 5.0 per second, burst 5",
            "strip_path: /api, the instance sees /x",
            "headers: request without [], with [X-A]",
            "headers: response without [], with []",
            "split: service b of b 3"),
        trace.steps());
  }
}
