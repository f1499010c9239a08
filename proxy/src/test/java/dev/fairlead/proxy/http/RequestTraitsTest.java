package dev.fairlead.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which cookie a client brought. */
final class RequestTraitsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "at=x",
        "a=1; at=x",
        "a=1;at=x",
        "at=x; at=y",
        "xat=1; ats=2; at=x ; b",
        ";; at=x",
        "at; at=x"
      })
  void aCookieIsFoundAmongOthers(String field) {
    assertEquals("x", RequestTraits.cookie(List.of(field), "at"));
    assertEquals("x", RequestTraits.cookie(List.of("other=1", field), "at"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ";", "=", "at", "ats=x", "xat=x", "a=at=x", "AT=x", "  "})
  void whatOnlyLooksLikeItIsNotTakenForIt(String field) {
    assertNull(RequestTraits.cookie(List.of(field), "at"));
  }

  @Test
  void aCookieMayBeEmpty() {
    assertEquals("", RequestTraits.cookie(List.of("at=; b=1"), "at"));
    assertEquals("", RequestTraits.cookie(List.of("at="), "at"));
  }
}
