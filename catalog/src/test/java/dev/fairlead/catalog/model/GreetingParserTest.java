package dev.fairlead.catalog.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.UpstreamTls.Mode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys {@code proxy_protocol} and {@code tls} of a policy. */
final class GreetingParserTest {
  private final List<String> remarks = new ArrayList<>();

  private Greeting greeting(String json) {
    return PolicyParser.parse(json, remarks).greeting();
  }

  @Test
  void bothKeysCount() {
    Greeting both = greeting("{\"proxy_protocol\":\"v2\",\"tls\":{\"name\":\"inside.test\"}}");
    assertEquals(
        new Greeting(ProxyProtocol.V2, new UpstreamTls(Mode.VERIFIED, "inside.test", "")), both);
    assertEquals(
        new UpstreamTls(Mode.UNVERIFIED, "", ""), greeting("{\"tls\":{\"verify\":false}}").tls());
    assertEquals(List.of(), remarks);
    assertEquals(Greeting.NONE, greeting("{}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true | write {\"name\": …, \"ca\": …}",
        "{} | 'name' is missing, which instances must prove",
        "{\"verify\":true} | 'name' is missing, which instances must prove",
        "{\"name\":\"\"} | 'name' is no DNS name",
        "{\"name\":\"a b\"} | 'name' is no DNS name",
        "{\"name\":7} | 'name' is no DNS name",
        "{\"name\":\"a\",\"ca\":\"x\"} | 'ca' holds no PEM certificate",
        "{\"name\":\"a\",\"ca\":\"\"} | 'ca' holds no PEM certificate",
        "{\"name\":\"a\",\"verify\":\"no\"} | 'verify' is neither true nor false",
        "{\"name\":\"a\",\"insecure\":true} | 'insecure' is not known",
      })
  void whatCannotBeDoneIsNamedAndMakesAllUnusable(String tls, String why) {
    assertEquals(UpstreamTls.UNUSABLE, greeting("{\"tls\":" + tls + "}").tls());
    assertEquals(List.of("policy key 'tls': " + why), remarks);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"tls\":{\"name\":\"a\"}", "[\"tls\"]", "{\"tls\":}"})
  void aPolicyThatCannotBeReadIsNoReasonToSpeakInClear(String json) {
    assertEquals(UpstreamTls.UNUSABLE, greeting(json).tls());
    assertTrue(remarks.getFirst().startsWith("policy is not "), remarks::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"balance\":7}", "{\"hash_on\":\"tls\"}", "{\"balance\":", "[]"})
  void otherMistakesLeaveInstancesWithoutTlsAlone(String json) {
    assertEquals(UpstreamTls.OFF, greeting(json).tls());
    assertEquals(1, remarks.size());
  }
}
