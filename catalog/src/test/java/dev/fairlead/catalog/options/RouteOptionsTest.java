package dev.fairlead.catalog.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.options.HeaderEdits.Field;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read from the column, and what is said of the rest. */
final class RouteOptionsTest {
  private static final String ALL =
      json(
          "{'redirect': {'to': 'https://{host}{path}', 'status': 308}, 'strip_path': '/api/',"
              + " 'headers': {'request': {'set': {'X-A': '1'}, 'remove': ['X-B']},"
              + " 'response': {'set': {'X-C': ''}, 'remove': ['Server']}},"
              + " 'split': [{'service': 'b', 'weight': 10}], 'allow': ['10.0.0.0/8'],"
              + " 'deny': ['10.1.0.0/16'], 'rate': {'per_second': 0.5, 'burst': 20}}");

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static RouteOptions parse(String text) {
    return RouteOptions.parse(json(text), "/path");
  }

  @Test
  void everyKeyIsRead() {
    RouteOptions options = parse(ALL);
    assertEquals(List.of(), options.faults());
    assertEquals(new Redirect("https://{host}{path}", 308), options.redirect());
    assertEquals("/api", options.stripPath());
    assertEquals(List.of(new Field("X-A", "1")), options.headers().request().set());
    assertEquals(List.of("X-B"), options.headers().request().remove());
    assertEquals(List.of(new Field("X-C", "")), options.headers().response().set());
    assertEquals(List.of("Server"), options.headers().response().remove());
    assertEquals(List.of(new Split.Share("b", 10)), options.split().shares());
    assertNotNull(options.allow());
    assertFalse(options.deny().isEmpty());
    assertEquals(new RateLimit(0.5, 20), options.rate());
    assertFalse(options.plain());
    assertTrue(options.byClient());
  }

  @Test
  void nothingSaidIsNothingHeld() {
    assertSame(RouteOptions.NONE, parse("{}"));
    assertSame(RouteOptions.NONE, parse(""));
    assertTrue(RouteOptions.NONE.plain());
  }

  @Test
  void trueStripsThePathOfTheRoute() {
    assertEquals("/path", parse("{'strip_path': true}").stripPath());
    assertEquals("", parse("{'strip_path': false}").stripPath());
    assertEquals("", RouteOptions.parse(json("{'strip_path': true}"), "/").stripPath());
  }

  @Test
  void theSameTextIsTheSameValueOnlyForTheSamePath() {
    String text = json("{'strip_path': true}");
    assertEquals(RouteOptions.parse(text, "/a"), RouteOptions.parse(text, "/a"));
    assertFalse(RouteOptions.parse(text, "/a").equals(RouteOptions.parse(text, "/b")));
    assertFalse(parse(ALL).equals(parse("{'allow': ['10.0.0.0/8']}")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|options: not a JSON object",
        "{'a|options: not JSON",
        "{'colour': 1}|colour: unknown key",
        "{'redirect': 'https://x'}|redirect: not an object",
        "{'redirect': {}}|redirect.to: not an absolute URL",
        "{'redirect': {'to': '/x'}}|redirect.to: not an absolute URL",
        "{'redirect': {'to': 'ftp://x/'}}|redirect.to: not an absolute URL",
        "{'redirect': {'to': 'https://{path}'}}|redirect.to: not an absolute URL",
        "{'redirect': {'to': 'https://x.{query}'}}|",
        "{'redirect': {'to': 'https://x@y/'}}|redirect.to: not an absolute URL",
        "{'redirect': {'to': 'https://x/{body}'}}|redirect.to: {body} is none of",
        "{'redirect': {'to': 'https://x/{'}}|redirect.to: not an absolute URL",
        "{'redirect': {'to': 'https://x/\\r\\nA: b'}}|redirect.to: not an absolute URL",
        "{'redirect': {'to': 'https://x/\\u0000'}}|redirect.to: not an absolute URL",
        "{'redirect': {'to': 'https://x/\\\\y'}}|redirect.to: not an absolute URL",
        "{'redirect': {'to': 'https://x/', 'status': 200}}|redirect.status: 200 is none of",
        "{'redirect': {'to': 'https://x/', 'when': 1}}|redirect.when: unknown key",
        "{'strip_path': 7}|strip_path: neither true nor a path",
        "{'strip_path': '/a%2fb'}|strip_path: path holds %2f at byte 2",
        "{'headers': []}|headers: not an object",
        "{'headers': {'both': {}}}|headers.both: unknown key",
        "{'headers': {'request': {'add': {}}}}|headers.request.add: unknown key",
        "{'headers': {'request': {'set': {'X A': '1'}}}}|headers.request.set.X A: not a field name",
        "{'headers': {'request': {'set': {'X': 1}}}}|headers.request.set.X: value is not a string",
        "{'headers': {'request': {'set': {'X': 'a\\r\\nb'}}}}|headers.request.set.X: value holds",
        "{'headers': {'request': {'set': {'X': ' a'}}}}|headers.request.set.X: value begins",
        "{'headers': {'request': {'set': {'Content-Length': '1'}}}}|belongs to the proxy",
        "{'headers': {'request': {'remove': ['host']}}}|headers.request.remove[0]: this field belongs",
        "{'headers': {'response': {'remove': ['A', 'TRANSFER-ENCODING']}}}|remove[1]: this field",
        "{'headers': {'response': {'set': {'connection': 'x'}}}}|belongs to the proxy",
        "{'headers': {'response': {'set': {'fairlead-region': 'x'}}}}|belongs to the proxy",
        "{'split': {}}|split: not a list",
        "{'split': [{'service': 'a'}]}|split[0]: not an object of",
        "{'split': [{'service': 'a', 'weight': -1}]}|split[0]: weight is not",
        "{'split': [{'service': 'a', 'weight': 1.5}]}|split[0]: weight is not",
        "{'split': [{'service': 'a', 'weight': 1}, {'service': 'a', 'weight': 1}]}|split[1]: service is",
        "{'allow': '10.0.0.0/8'}|allow: not a list",
        "{'deny': ['10.0.0.0/33']}|deny[0]: '10.0.0.0/33' is no network",
        "{'deny': ['10.0.0/8']}|deny[0]:",
        "{'deny': ['::1/129']}|deny[0]:",
        "{'deny': ['010.0.0.1']}|deny[0]:",
        "{'rate': 10}|rate: not an object",
        "{'rate': {}}|rate.per_second: not a number above 0",
        "{'rate': {'per_second': -1}}|rate.per_second: not a number above 0",
        "{'rate': {'per_second': 1, 'burst': 0}}|rate.burst: not a whole number",
        "{'rate': {'per_second': 0.001, 'burst': 100}}|rate: a burst takes more than 3600 s",
        "{'rate': {'per_minute': 1, 'per_second': 1}}|rate.per_minute: unknown key",
      })
  void whatCannotBeAppliedIsNamedWithItsPlace(String text, String fault) {
    List<String> faults = parse(text).faults();
    if (fault == null) {
      assertEquals(List.of(), faults);
    } else {
      assertEquals(1, faults.size(), faults::toString);
      assertTrue(faults.getFirst().contains(json(fault)), faults::toString);
    }
  }

  @Test
  void whatIsRightAppliesBesideWhatIsNot() {
    RouteOptions options =
        parse("{'rate': 1, 'deny': ['10.0.0.1', 'x'], 'strip_path': true, 'x': 1}");
    assertEquals(3, options.faults().size());
    assertNull(options.rate());
    assertTrue(options.deny().contains(new IpAddress(0, 0xffff_0a00_0001L)));
    assertEquals("/path", options.stripPath());
  }

  @Test
  void anAllowWithoutAnyGoodNetworkAdmitsNobody() {
    Networks allow = parse("{'allow': ['10.0.0/8']}").allow();
    assertNotNull(allow);
    assertTrue(allow.isEmpty());
  }

  @Test
  void everyListHasItsEnd() {
    String networks =
        IntStream.range(0, 1_010)
            .mapToObj(i -> "'10.0.%d.%d'".formatted(i / 256, i % 256))
            .collect(Collectors.joining(",", "[", "]"));
    String fields =
        IntStream.range(0, 40)
            .mapToObj(i -> "'X-" + i + "': 'v'")
            .collect(Collectors.joining(",", "{", "}"));
    String shares =
        IntStream.range(0, 20)
            .mapToObj(i -> "{'service': 's" + i + "', 'weight': 1}")
            .collect(Collectors.joining(",", "[", "]"));
    RouteOptions options =
        parse(
            "{'deny': "
                + networks
                + ", 'headers': {'request': {'set': "
                + fields
                + "}},"
                + " 'split': "
                + shares
                + "}");
    assertEquals(HeaderEdits.MAX_FIELDS, options.headers().request().set().size());
    assertEquals(Split.MAX_SHARES, options.split().shares().size());
    assertEquals(21, options.faults().size());
    assertEquals("and 2 more", options.faults().getLast());
    RouteOptions huge = parse("{'a': '" + "x".repeat(RouteOptions.MAX_CHARS) + "'}");
    assertTrue(huge.plain());
    assertEquals(1, huge.faults().size());
  }

  @Test
  void noTextMakesItThrow() {
    long seed = System.nanoTime();
    System.out.println("RouteOptionsTest seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(ALL);
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.setCharAt(at, ALL.charAt(random.nextInt(ALL.length())));
          case 1 -> text.deleteCharAt(at);
          default -> text.insert(at, (char) random.nextInt(0x250));
        }
      }
      RouteOptions options = RouteOptions.parse(text.toString(), "/");
      assertTrue(options.faults().size() <= 21, () -> "seed " + seed + ": " + text);
      for (String fault : options.faults()) {
        assertTrue(fault.matches("[ -~]{1,203}"), () -> "seed " + seed + ": " + fault);
      }
    }
  }
}
