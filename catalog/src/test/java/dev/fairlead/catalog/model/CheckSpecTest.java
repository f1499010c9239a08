package dev.fairlead.catalog.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.CheckSpec.Connect;
import dev.fairlead.catalog.model.CheckSpec.Get;
import dev.fairlead.catalog.model.CheckSpec.Statuses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class CheckSpecTest {
  private static CheckSpec of(String check) {
    List<String> remarks = new ArrayList<>();
    PolicyParser.parse("{\"check\":" + check + "}", remarks);
    assertEquals(List.of(), remarks, check);
    return CheckSpec.ofPolicy("{\"check\":" + check + "}");
  }

  /** The remark, without what all have in common. */
  private static String remark(String check) {
    List<String> remarks = new ArrayList<>();
    Policy policy = PolicyParser.parse("{\"check\":" + check + "}", remarks);
    assertEquals(Policy.DEFAULT, policy);
    assertNull(CheckSpec.ofPolicy("{\"check\":" + check + "}"), check);
    assertEquals(1, remarks.size(), check);
    String start = "policy key 'check': ";
    assertTrue(remarks.getFirst().startsWith(start), remarks::toString);
    return remarks.getFirst().substring(start.length());
  }

  @Test
  void oneWordIsACheckWithDefaults() {
    assertEquals(
        new CheckSpec(
            new Connect(), 0, Duration.ofSeconds(5), Duration.ofSeconds(1), 2, 3, Greeting.NONE),
        of("\"tcp\""));
    assertEquals(new Get("/", "", List.of(new Statuses(200, 399))), of("\"http\"").ask());
    assertEquals(of("\"tcp\""), of("{\"type\":\"tcp\"}"));
  }

  @Test
  void everyKeyIsApplied() {
    CheckSpec spec =
        of(
            """
            {"type":"http","path":"/healthz?deep=1","host":"a.test","port":9000,"interval":"250ms",
             "timeout":"100ms","rise":1,"fall":5,"expect":[204,"3xx"]}\
            """);
    Get get =
        new Get(
            "/healthz?deep=1", "a.test", List.of(new Statuses(204, 204), new Statuses(300, 399)));
    assertEquals(
        new CheckSpec(
            get, 9000, Duration.ofMillis(250), Duration.ofMillis(100), 1, 5, Greeting.NONE),
        spec);
    assertTrue(get.expects(204) && get.expects(301));
    assertFalse(get.expects(200) || get.expects(400));
  }

  @Test
  void instancesAreGreetedAsByClientsUnlessTheCheckHasAPortOfItsOwn() {
    String policy = "{\"proxy_protocol\":\"v1\",\"check\":{\"type\":\"tcp\"%s}}";
    CheckSpec same = Objects.requireNonNull(CheckSpec.ofPolicy(policy.formatted("")));
    assertEquals(ProxyProtocol.V1, same.greeting().proxyProtocol());
    CheckSpec other = Objects.requireNonNull(CheckSpec.ofPolicy(policy.formatted(",\"port\":9")));
    assertEquals(Greeting.NONE, other.greeting());
  }

  @Test
  void theDefaultTimeLimitIsNeverLongerThanTheInterval() {
    assertEquals(Duration.ofMillis(200), of("{\"type\":\"tcp\",\"interval\":\"200ms\"}").timeout());
  }

  @Test
  void whatCannotBeUsedIsNamedAndTheWholeCheckLeftOut() {
    assertEquals("type \"ping\" is neither http nor tcp", remark("\"ping\""));
    assertEquals("type null is neither http nor tcp", remark("{\"path\":\"/\"}"));
    assertEquals("5 is neither \"http\", \"tcp\" nor an object", remark("5"));
    assertEquals(
        "'pth' is none of [fall, interval, port, rise, timeout, type] and [expect, host, path]",
        remark("{\"type\":\"http\",\"pth\":\"/\"}"));
    assertEquals(
        "'path' is none of [fall, interval, port, rise, timeout, type]",
        remark("{\"type\":\"tcp\",\"path\":\"/\"}"));
    assertEquals(
        "interval \"10ms\" is not within 100 ms and 3600000 ms",
        remark("{\"type\":\"tcp\",\"interval\":\"10ms\"}"));
    assertEquals(
        "timeout \"6s\" is not within 10 ms and 5000 ms",
        remark("{\"type\":\"tcp\",\"timeout\":\"6s\"}"));
    assertEquals(
        "\"soon\" is no duration such as \"250ms\"",
        remark("{\"type\":\"tcp\",\"interval\":\"soon\"}"));
    assertEquals(
        "rise 0 is no whole number within 1 and 100", remark("{\"type\":\"tcp\",\"rise\":0}"));
    assertEquals(
        "fall 1.5 is no whole number within 1 and 100", remark("{\"type\":\"tcp\",\"fall\":1.5}"));
    assertEquals(
        "port 70000 is no whole number within 1 and 65535",
        remark("{\"type\":\"tcp\",\"port\":70000}"));
    assertEquals(
        "expect: 700 is no status such as 204 or \"2xx\"",
        remark("{\"type\":\"http\",\"expect\":[700]}"));
    assertTrue(remark("{\"type\":\"http\",\"expect\":[]}").startsWith("expect [] is no list"));
  }

  @Test
  void nothingThatEndsALineGetsIntoTheRequest() {
    for (String path : List.of("healthz", "/a b", "/a\\r\\nX: y", "/\\u00e9", "")) {
      assertTrue(
          remark("{\"type\":\"http\",\"path\":\"" + path + "\"}").endsWith(" is no HTTP path"),
          path);
    }
    for (String host : List.of("a b", "a\\r\\nX: y", "")) {
      assertTrue(
          remark("{\"type\":\"http\",\"host\":\"" + host + "\"}").endsWith(" is no HTTP host"),
          host);
    }
    assertEquals(
        "path is longer than 1024 characters",
        remark("{\"type\":\"http\",\"path\":\"/" + "a".repeat(1_024) + "\"}"));
  }

  @Test
  void aPolicyWithoutACheckHasNone() {
    assertNull(CheckSpec.ofPolicy("{}"));
    assertNull(CheckSpec.ofPolicy("{\"balance\":\"p2c\"}"));
    assertNull(CheckSpec.ofPolicy("{\"check\":"));
    assertNull(CheckSpec.ofPolicy("[\"check\"]"));
  }
}
