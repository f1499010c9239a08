package dev.fairlead.catalog.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the normal form of a path is, and which paths have none. */
final class PathFormTest {
  private static final int ROUNDS = 200_000;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/a",
        "/a/",
        "/a/b.c/..d/e../...",
        "/a%20b",
        "/%C3%BC/%E2%82%AC/%F0%9F%98%80",
        "/a;v=1/b:c@d",
        "/-._~!$&'()*+,;=:@",
        "/100%25",
        "/%25zz",
        "/%3B%3F%23%7B"
      })
  void whatIsNormalStaysTheSameObject(String path) throws BadPathException {
    assertSame(path, PathForm.normal(path));
  }

  @ParameterizedTest
  @CsvSource({
    "/%61dmin, /admin",
    "/%41%5a%7e%2D, /AZ~-",
    "/%c3%bc, /%C3%BC",
    "/%e2%82%ac/%7b, /%E2%82%AC/%7B",
    "/a{b}|^`[], /a%7Bb%7D%7C%5E%60%5B%5D",
    "/a//b///c//, /a/b/c/",
    "//evil.test/x, /evil.test/x",
    "/a/./b/., /a/b/",
    "/a/../b, /b",
    "/a/b/.., /a/",
    "/a/b/../../c/, /c/",
    "/a//../b, /b",
    "/%2e/a/%2E%2e/b, /b",
    "/a/.%2e/, /",
    "/., /",
    "/a/.., /"
  })
  void equalPathsHaveOneForm(String path, String normal) throws BadPathException {
    assertEquals(normal, PathForm.normal(path));
  }

  @ParameterizedTest
  @CsvSource({
    "/a%2fb, 2, %2f",
    "/a%2Fb, 2, %2f",
    "/a/b%5Cc, 4, %5c",
    "/%00, 1, %00",
    "/x%0d%0a, 2, %0d",
    "/%7f, 1, %7f",
    "/a\\b, 2, character 5c",
    "/a b, 2, character 20",
    "/a?b, 2, character 3f",
    "/a#b, 2, character 23",
    "/a\u00e4, 2, character e4",
    "/a%, 2, no escape",
    "/a%2, 2, no escape",
    "/a%zz, 2, no escape",
    "/%+1, 1, no escape",
    "/%c0%af, 1, not UTF-8",
    "/%80, 1, not UTF-8",
    "/x%c3, 2, not UTF-8",
    "/%e0%80%af, 1, not UTF-8",
    "/%ed%a0%80, 1, not UTF-8",
    "/%f4%90%80%80, 1, not UTF-8",
    "/%f5%80%80%80, 1, not UTF-8",
    "/.., 1, leaves the root",
    "/a/../../b, 6, leaves the root",
    "/%2e%2e/b, 1, leaves the root",
    "//../b, 2, leaves the root",
    "/a/..;/b, 3, with a parameter",
    "/a/.%2E;x/b, 3, with a parameter",
    "/a/..%3b/b, 3, with a parameter",
    "/a%252fb, 2, escaped once more",
    "/a%25%32%46b, 2, escaped once more",
    "/%252e%252e/, 1, escaped once more",
    "/%25252F, 1, escaped once more",
    "/%25%32%35%32%66, 1, escaped once more",
    "/%2500, 1, escaped once more",
    "a, 0, begin with a slash",
    "'', 0, begin with a slash"
  })
  void whatProgramsDisagreeOnHasNone(String path, int offset, String words) {
    BadPathException bad = assertThrows(BadPathException.class, () -> PathForm.normal(path));
    assertEquals(offset, bad.offset());
    assertTrue(bad.words().contains(words), bad.words());
  }

  @Test
  void normalisingTwiceIsNormalisingOnceAndNeverLeavesTheRoot() {
    String[] pieces = {
      "/", "/", "/", ".", "..", "a", "B", "%2e", "%2E", "%61", "%25", "%32", "%46", "2e", "%2f",
      "%", "%c3%bc", "%C3", "%20", ";", "%3b", "{", "\\", "25", "5c", "%00", "~", "%7e", "//",
      "/../", "é"
    };
    long seed = System.nanoTime();
    System.out.println("PathFormTest seed " + seed);
    Random random = new Random(seed);
    int sound = 0;
    for (int i = 0; i < 300_000; i++) {
      StringBuilder path = new StringBuilder("/");
      for (int n = random.nextInt(9); n > 0; n--) {
        path.append(pieces[random.nextInt(pieces.length)]);
      }
      String raw = path.toString();
      String once;
      try {
        once = PathForm.normal(raw);
      } catch (BadPathException e) {
        assertTrue(e.offset() < raw.length(), raw);
        continue;
      }
      sound++;
      assertSame(once, assertNormal(once), () -> raw + ", seed " + seed);
      assertFalse((once + "/").contains("/../"), () -> raw + ", seed " + seed);
      assertFalse(once.contains("//"), () -> raw + ", seed " + seed);
    }
    assertTrue(sound > 10_000, "generator makes " + sound + " sound paths");
  }

  @Test
  void theUsualPathCostsNoAllocation() throws BadPathException {
    String[] usual = {"/", "/index.html", "/api/v1/users/42;v=2/", "/a.b/c-d_e~f/@me:x"};
    normalise(usual); // compiled by then
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    normalise(usual);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < ROUNDS / 10, () -> allocated + " bytes in " + ROUNDS + " paths");
  }

  private static void normalise(String[] paths) throws BadPathException {
    for (int i = 0; i < ROUNDS; i++) {
      assertSame(paths[i % paths.length], PathForm.normal(paths[i % paths.length]));
    }
  }

  private static String assertNormal(String path) {
    try {
      return PathForm.normal(path);
    } catch (BadPathException e) {
      throw new AssertionError(path + ": " + e.words(), e);
    }
  }
}
