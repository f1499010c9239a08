package dev.fairlead.catalog.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.catalog.model.Ejection.Counts;
import dev.fairlead.catalog.model.Policy.Balance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a policy says is applied, or remarked upon. */
final class PolicyParserTest {
  private final List<String> remarks = new ArrayList<>();

  private Policy parse(String json) {
    return PolicyParser.parse(json, remarks);
  }

  @Test
  void everyKeyOfEjectIsApplied() {
    Ejection ejection =
        parse(
                "{\"eject\":{\"failures\":3,\"success_rate\":90,\"window\":\"1m\",\"time\":\"5s\","
                    + "\"max_time\":\"1h\",\"share\":10,\"on\":\"connect\"}}")
            .choosing()
            .ejection();
    assertEquals(
        new Ejection(
            3,
            90,
            Duration.ofMinutes(1),
            Duration.ofSeconds(5),
            Duration.ofHours(1),
            10,
            Counts.CONNECT),
        ejection);
    assertEquals(Ejection.DEFAULT, parse("{\"eject\":true}").choosing().ejection());
  }

  @Test
  void everyKeyOfChoosingIsApplied() {
    Choosing choosing =
        parse("{\"hash_on\":\"header:X-User\",\"hash_balance_factor\":0,\"sticky\":\"at\"}")
            .choosing();
    assertEquals(new HashOn(HashOn.Part.HEADER, "X-User"), choosing.hashOn());
    assertEquals(0, choosing.hashBalance());
    assertEquals("at", choosing.sticky());
    assertEquals(
        new HashOn(HashOn.Part.COOKIE, "user"),
        parse("{\"hash_on\":\"cookie:user\"}").choosing().hashOn());
    assertEquals("fairlead-sticky", parse("{\"sticky\":true}").choosing().sticky());
    assertEquals(Duration.ofSeconds(30), parse("{\"slow_start\":\"30s\"}").choosing().slowStart());
    assertEquals(Choosing.DEFAULT, parse("{\"sticky\":false,\"hash_on\":\"ip\"}").choosing());
    assertEquals(List.of(), remarks);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'balance':'best'} | policy key 'balance': \"best\" is none of its values",
        "{'eject':5} | policy key 'eject': 5 is neither true, false nor an object",
        "{'eject':{'time':'5'}} | policy key 'eject.time': \"5\" is no duration such as \"250ms\"",
        "{'eject':{'time':'25h'}} | policy key 'eject.time': \"25h\" is more than 24h",
        "{'eject':{'share':101}} | policy key 'eject.share': 101 is not within 0 and 100",
        "{'eject':{'on':'5xx'}} | policy key 'eject.on': \"5xx\" is none of its values",
        "{'eject':{'max':1}} | policy key 'eject.max': not known",
        "{'hash_on':'header'} | policy key 'hash_on': \"header\" is neither ip, header:NAME nor"
            + " cookie:NAME",
        "{'hash_balance_factor':100} | policy key 'hash_balance_factor': 100 is not 0 or more than"
            + " 100",
        "{'sticky':'a b'} | policy key 'sticky': \"a b\" is neither true, false nor a cookie's"
            + " name",
        "{'no_such_key':1} | policy key 'no_such_key': not applied by this version"
      },
      quoteCharacter = '`')
  void whatCannotBeUsedIsRemarkedUponAndTheRestCounts(String json, String remark) {
    String all = json.replace('\'', '"').replaceFirst("}$", ",\"spill\":\"never\"}");
    Policy policy = parse(all);
    assertEquals(List.of(remark), remarks);
    assertEquals(Policy.Spill.NEVER, policy.spill());
    assertEquals(Balance.P2C, policy.balance());
    assertEquals(Ejection.DEFAULT, policy.choosing().ejection());
  }
}
