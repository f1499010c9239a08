package dev.fairlead.catalog.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.options.Redirect.Asked;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a template leads. */
final class RedirectTest {
  private static final Asked ASKED =
      new Asked("http", "app.test", "app.test:80", "/a/b", "?x={path}&y=1");

  @ParameterizedTest
  @CsvSource({
    "https://{host}{path}, https://app.test/a/b",
    "https://{host}{path}{query}, https://app.test/a/b?x={path}&y=1",
    "{scheme}://www.{host}:8443/new{path}, http://www.app.test:8443/new/a/b",
    "https://example.com, https://example.com",
    "https://example.com/fixed?from={host}, https://example.com/fixed?from=app.test",
    "https://[2001:db8::1]/x, https://[2001:db8::1]/x"
  })
  void placeholdersAreFilledInOnce(String template, String location) {
    assertNull(Redirect.problem(template));
    assertEquals(location, new Redirect(template, 302).to(ASKED));
  }

  @Test
  void anAddressOfIpv6GetsItsBrackets() {
    Asked asked = new Asked("http", "2001:db8::1", "[2001:db8::1]", "/", "");
    assertEquals("https://[2001:db8::1]/", new Redirect("https://{host}{path}", 301).to(asked));
    assertNull(new Redirect("https://www.{host}{path}", 301).to(asked));
  }

  @Test
  void withoutAHostThereIsNowhereToGo() {
    Asked asked = new Asked("http", "", "", "/", "");
    assertNull(new Redirect("https://{host}{path}", 302).to(asked));
    assertEquals("https://x.test/", new Redirect("https://x.test{path}", 302).to(asked));
  }

  @Test
  void whereTheClientIsAlreadyIsKnownWithAndWithoutTheDefaultPort() {
    assertTrue(ASKED.isAt("http://app.test:80/a/b?x={path}&y=1"));
    assertTrue(ASKED.isAt("http://app.test/a/b?x={path}&y=1"));
    assertFalse(ASKED.isAt("http://app.test/a/b"));
    assertFalse(ASKED.isAt("https://app.test/a/b?x={path}&y=1"));
  }

  @Test
  void whateverTheClientSendsTheResultIsOneLineToTheHostOfTheTemplate() {
    long seed = System.nanoTime();
    System.out.println("RedirectTest seed " + seed);
    Random random = new Random(seed);
    Redirect redirect = new Redirect("https://safe.test{path}{query}", 302);
    for (int i = 0; i < 50_000; i++) {
      String junk =
          random
              .ints(random.nextInt(12), 0, 0x100)
              .collect(StringBuilder::new, (b, c) -> b.append((char) c), StringBuilder::append)
              .toString();
      String location = redirect.to(new Asked("http", junk, junk, "/" + junk, "?" + junk));
      if (location != null) {
        assertTrue(location.startsWith("https://safe.test/"), () -> "seed " + seed);
        assertTrue(location.matches("[!-~]*"), () -> "seed " + seed + ": " + location);
      }
      String named = new Redirect("https://{host}{path}", 302).to(new Asked("", junk, "", "/", ""));
      assertTrue(
          named == null || named.matches("https://[A-Za-z0-9._:\\[\\]-]+/"), () -> "seed " + seed);
    }
  }
}
