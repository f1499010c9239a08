package dev.fairlead.catalog.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code max_body} is a number of bytes or a size, and nothing else. */
final class MaxBodyTest {
  private final List<String> remarks = new ArrayList<>();

  private long parse(String value) {
    return PolicyParser.parse("{\"max_body\":" + value + "}", remarks).maxBodyBytes();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "0, 0",
        "1048576, 1048576",
        "9223372036854775807, 9223372036854775807",
        "\"512B\", 512",
        "\"64KiB\", 65536",
        "\"64MiB\", 67108864",
        "\"999999999GiB\", 1073741822926258176"
      })
  void sizesAreBytes(String value, long bytes) {
    assertEquals(bytes, parse(value));
    assertEquals(List.of(), remarks);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-1", "1.5", "9223372036854775808", "\"64MB\"", "\"64 MiB\"", "\"\"", "true"})
  void anythingElseIsRemarkedUponAndLimitsNothing(String value) {
    assertEquals(Policy.ANY_BODY, parse(value));
    assertEquals(
        List.of("policy key 'max_body': " + value + " is no size such as \"64KiB\""), remarks);
  }

  @Test
  void nothingSaidIsNoLimit() {
    assertEquals(Policy.ANY_BODY, PolicyParser.parse("{}", remarks).maxBodyBytes());
  }
}
