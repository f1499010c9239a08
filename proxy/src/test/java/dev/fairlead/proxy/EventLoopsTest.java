package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventLoopsTest {
  @Test
  void oneForEachCoreButNeverASingleOne() {
    assertEquals(2, EventLoops.count(null, 1));
    assertEquals(8, EventLoops.count(null, 8));
  }

  @Test
  void thePropertySaysOtherwise() {
    assertEquals(1, EventLoops.count("1", 8));
    assertEquals(1024, EventLoops.count("1024", 8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "1025", "99999999999", "two"})
  void whatIsNoSuchNumberIsRefusedByName(String said) {
    var refused = assertThrows(IllegalArgumentException.class, () -> EventLoops.count(said, 2));
    assertEquals(
        "the system property fairlead.loops must be a number from 1 to 1024, not '" + said + "'",
        refused.getMessage());
  }
}
