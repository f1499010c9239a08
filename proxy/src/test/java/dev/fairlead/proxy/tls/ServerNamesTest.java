package dev.fairlead.proxy.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerNamesTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 99, 100, 101, 5_000})
  void caseDoesNotMatterHoweverManyNamesThereAre(int others) {
    Map<String, String> patterns = new LinkedHashMap<>();
    for (int i = 0; i < others; i++) {
      patterns.put("Host" + i + ".Example.COM", "other");
    }
    patterns.put("One.Example.com", "exact");
    patterns.put("*.Example.COM", "wildcard");
    ServerNames<String> names = new ServerNames<>(patterns, "default");
    for (String name : new String[] {"one.example.com", "one.example.com."}) {
      assertEquals("exact", names.find(name));
      assertEquals("exact", names.find(name.toUpperCase(Locale.ROOT)));
    }
    assertEquals("wildcard", names.find("TWO.example.com"));
    if (others > 0) {
      assertEquals("other", names.find("HOST" + (others - 1) + ".example.com"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "example.com", "a.b.example.com", ".example.com", "com", "*.other.com"})
  void aWildcardStandsForOneLabel(String name) {
    ServerNames<String> names =
        new ServerNames<>(Map.of("*.example.com", "wildcard", "f*.test", "never"), "default");
    assertEquals("default", names.find(name));
    assertEquals("default", names.find("foo.test"));
  }
}
