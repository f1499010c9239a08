package dev.fairlead.proxy.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What people and programs see of the same answer. */
final class AnswerTest {
  private static final Answer TABLE =
      new Answer.Table(
          List.of("id", "since", "lag_ms", "remarks"),
          List.<List<@Nullable Object>>of(
              List.of(
                  "a", Instant.parse("2026-11-21T22:06:24.120456789Z"), 1.26, List.of("x", "y")),
              Arrays.asList("long", null, 12.0, List.of())));

  @Test
  void columnsAreAlignedAndTimesHaveSeconds() {
    assertEquals(
        List.of(
            "ID    SINCE                 LAG_MS  REMARKS",
            "a     2026-11-21T22:06:24Z  1.3     x, y",
            "long  -                     12.0    -"),
        AnswerText.lines(TABLE));
  }

  @Test
  void timesHaveMillisecondsInJson() {
    assertEquals(
        "[{\"id\":\"a\",\"since\":\"2026-11-21T22:06:24.120Z\",\"lag_ms\":1.26,\"remarks\":[\"x\",\"y\"]},"
            + "{\"id\":\"long\",\"since\":null,\"lag_ms\":12.0,\"remarks\":[]}]",
        AnswerJson.line(TABLE));
  }

  @Test
  void rowsOfStrangersCannotSteerTheTerminal() {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("id", "\u001b[2Jx\ny\u009b");
    assertEquals(List.of("id  ?[2Jx y?"), AnswerText.lines(new Answer.Facts(facts)));
    assertEquals(
        List.of("one ?[2J", "two"), AnswerText.lines(new Answer.Line("one \u001b[2J\ntwo", facts)));
  }
}
