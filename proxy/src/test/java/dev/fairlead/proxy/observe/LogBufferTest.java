package dev.fairlead.proxy.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** What stands in a line of the access log is what was said, and never more than a line. */
final class LogBufferTest {
  private final LogBuffer buffer = new LogBuffer();

  private String taken() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    buffer.writeTo(Channels.newChannel(out));
    buffer.clear();
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void jsonStringsReadBackAsTheyWere() throws IOException {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    JsonMapper json = new JsonMapper();
    for (int i = 0; i < 2_000; i++) {
      String text =
          random
              .ints(random.nextInt(40), 0, 0x3000)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .append(random.nextBoolean() ? "\ud83d\ude00" : "\"\\\n")
              .toString();
      String line = buffer.string(text) == buffer ? taken() : "";
      assertEquals(text, json.readValue(line, String.class), "seed " + seed);
      assertEquals(1, line.lines().count());
    }
  }

  @Test
  void halfACharacterIsAQuestionMark() throws IOException {
    buffer.string("a\ud83d").word("\ude00b").quoted("\ud83d");
    assertEquals("\"a?\"?b?", taken());
  }

  @Test
  void wordsStayWordsAndQuotesStayPaired() throws IOException {
    buffer.word("a b\nc\u0085\u00e4").put(' ').word("").put(' ').quoted("x\"y z\r");
    assertEquals("a_b?c?\u00e4 - x%22y z?", taken());
  }

  @Test
  void timesHaveMillisecondsAlways() throws IOException {
    for (long millis : new long[] {0, 1, 999, 1_000, 1_795_300_283_062L, 253_402_300_799_999L}) {
      Instant time = Instant.ofEpochMilli(millis);
      buffer.time(millis);
      String text = taken();
      assertEquals(time, Instant.parse(text));
      assertEquals(24, text.length());
    }
  }

  @Test
  void numbersAreWritten() throws IOException {
    buffer.number(0).put(' ').number(10).put(' ').number(Long.MAX_VALUE).put(' ').thousandths(7);
    assertEquals("0 10 9223372036854775807 007", taken());
  }

  @ParameterizedTest
  @CsvSource({
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, 4bf92f3577b34da6a3ce929d0e0e4736",
    "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x, 4bf92f3577b34da6a3ce929d0e0e4736",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x, ''",
    "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01x, ''",
    "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, ''",
    "00-00000000000000000000000000000000-00f067aa0ba902b7-01, ''",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01, ''",
    "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01, ''",
    "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, ''",
    "'', ''"
  })
  void onlyAValidTraceparentNamesATrace(String field, String trace) {
    assertEquals(trace, TraceParent.traceId(field));
  }
}
